/* SPDX-License-Identifier: MIT */
/* The reader of the C API: one document's memory for many documents, which follow each other in one text or in pieces.
 * The reader decides where a document may end; the walk parses it and decides where it ends. */
#include "document.h"

#include "fault.h"
#include "../base/comment.h"
#include "../base/error.h"
#include "../base/options.h"
#include "../dispatch.h"

struct lane_reader {
    lane_options options; /* with all defaults filled in */
    const lane_kernels *kernels;
    lane_doc *doc; /* its memory is reused by the next document; NULL at first */
    uint8_t *memory;
    size_t size;
    /* The rest of the text: [at, end), in the reader's memory with a 0 after it; or `borrowed`. */
    const uint8_t *begin, *at, *end;
    size_t passed;           /* bytes of the input before `begin` */
    const uint8_t *walkable; /* in borrowed text: the end of its last closing bracket, up to which it can be walked */
    bool borrowed;
    bool ended;    /* no more text will come */
    bool skipping; /* discards text up to the end of a line that has not arrived */
    lane_error error;
    lane_growth growth; /* of the value at `at`, if it is incomplete */
    /* The state of the token at its end, if that is incomplete. */
    size_t tried;       /* bytes of it at the last walk */
    size_t looked;      /* bytes scanned for its end, or, with LANE_LINES, for the end of the line */
    lane_extent extent; /* quotes and escapes in them */
};

/* -- Memory -- */

static void reader_token_starts(lane_reader *reader) {
    reader->tried = reader->looked = 0;
    reader->extent = (lane_extent){0, 0, 0};
}

static void reader_value_starts(lane_reader *reader) {
    reader->growth.resume = (lane_resume){.at = 0};
    reader_token_starts(reader);
}

static bool reader_value_is_open(const lane_reader *reader) {
    return reader->growth.resume.code != LANE_OK;
}

static void reader_start(lane_reader *reader, const uint8_t *text, size_t length, bool ended) {
    reader->begin = reader->at = text;
    reader->end = text + length;
    for (reader->walkable = reader->end; reader->walkable > text; reader->walkable--) {
        if (reader->walkable[-1] == '}' || reader->walkable[-1] == ']')
            break;
    }
    if (reader->options.flags & LANE_COMMENTS)
        reader->walkable = text;
    reader->passed = 0;
    reader->borrowed = true;
    reader->ended = ended;
    reader->skipping = false;
    reader->error = (lane_error){LANE_OK, 0};
    reader_value_starts(reader);
}

void lane_reader_reset(lane_reader *reader) {
    if (reader != NULL)
        reader_start(reader, (const uint8_t *)"", 0, false);
}

lane_reader *lane_reader_new(const lane_options *options) {
    lane_options complete;
    if (!lane_options_complete(options, &complete))
        return NULL;
    lane_reader *reader = lane_allocate(complete.allocator, sizeof *reader);
    if (reader == NULL)
        return NULL;
    *reader = (lane_reader){.options = complete, .kernels = lane_kernels_active()};
    lane_reader_reset(reader);
    return reader;
}

void lane_reader_free(lane_reader *reader) {
    if (reader == NULL)
        return;
    const lane_allocator *allocator = reader->options.allocator;
    lane_doc_free(reader->doc);
    lane_release(allocator, reader->memory, reader->size);
    lane_release(allocator, reader, sizeof *reader);
}

/* Moves the strings of the incomplete value, whose text has moved from the address `from` to reader->at. */
static void reader_rebase(lane_reader *reader, uintptr_t from) {
    const uintptr_t to = (uintptr_t)reader->at;
    if (!reader_value_is_open(reader) || to == from)
        return;
    lane_value *value = lane_doc_outside(reader->doc) + 1;
    for (size_t left = reader->doc->count; left != 0; left--, value++) {
        const lane_type type = (lane_type)(value->tag & 15);
        if ((type == LANE_TYPE_STRING && value->tag & LANE_VALUE_PLAIN) || type == LANE_TYPE_NUMBER)
            value->payload.text = (const char *)((uintptr_t)value->payload.text - from + to);
    }
}

/* Grows the reader's memory, which may move, to at least `size` bytes. False without memory. */
static bool reader_reserve(lane_reader *reader, size_t size) {
    const lane_allocator *allocator = reader->options.allocator;
    if (size <= reader->size)
        return true;
    const size_t more = reader->size + reader->size / 2, room = size > more ? size : more;
    const uintptr_t from = (uintptr_t)reader->at;
    uint8_t *memory = size > SIZE_MAX / 4      ? NULL
                      : reader->memory == NULL ? lane_allocate(allocator, room)
                                               : lane_reallocate(allocator, reader->memory, reader->size, room);
    if (memory == NULL)
        return false;
    if (!reader->borrowed) {
        reader->at = memory + (reader->at - reader->begin);
        reader->end = memory + (reader->end - reader->begin);
        reader->begin = memory;
        reader_rebase(reader, from);
    }
    reader->memory = memory;
    reader->size = room;
    return true;
}

/* Moves the rest of the text to the start of the reader's memory, with a 0 after it. */
static bool reader_own(lane_reader *reader) {
    const size_t left = (size_t)(reader->end - reader->at);
    if (!reader_reserve(reader, left + 1))
        return false;
    const uintptr_t from = (uintptr_t)reader->at;
    memmove(reader->memory, reader->at, left);
    reader->memory[left] = 0;
    reader->passed += (size_t)(reader->at - reader->begin);
    reader->begin = reader->at = reader->memory;
    reader->end = reader->memory + left;
    reader->borrowed = false;
    reader_rebase(reader, from);
    return true;
}

/* -- One text -- */

/* A function that parses a text: lane_kernels.parse or parse_on. */
typedef bool reader_parser(lane_parse_frame *frame);

/* Parses [begin, end), which keeps the sentinel contract, into the reader's document: all of it or, if ret_end is not
 * NULL, the first value, whose end goes to *ret_end. On failure, *error is the walk's. */
static bool reader_walk(lane_reader *reader, reader_parser *parse, const uint8_t *begin, const uint8_t *end,
                        const uint8_t **ret_end, lane_error *error) {
    lane_parse_frame frame = {
        .begin = begin,
        .end = end,
        .allocator = reader->options.allocator,
        .flags = reader->options.flags,
        .max_depth = reader->options.max_depth,
        .owned = (reader->options.flags & LANE_COPY) != 0,
        .prefix = ret_end != NULL,
        .doc = reader->doc,
        .growth = parse == reader->kernels->parse_on ? &reader->growth : NULL,
    };
    const bool right = parse(&frame);
    reader->doc = frame.doc;
    *error = right ? (lane_error){LANE_OK, 0} : frame.error;
    if (right && ret_end != NULL)
        *ret_end = frame.end;
    return right;
}

/* Returns the fault of [begin, end). The walk has read [begin, walked). */
static lane_error reader_fault(const lane_reader *reader, const uint8_t *begin, const uint8_t *walked,
                               const uint8_t *end, lane_error found) {
    const lane_fault_text text = {.begin = begin,
                                  .walked = walked,
                                  .end = end,
                                  .flags = reader->options.flags,
                                  .utf8_invalid = reader->kernels->utf8_invalid};
    return lane_fault_settle(&text, found);
}

/* Parses a complete text. In the reader's memory, sets the byte after it to 0. Parses borrowed text in place if it ends
 * with a closing bracket, else in a copy. */
static bool reader_text(lane_reader *reader, const uint8_t *text, size_t length, lane_error *error) {
    size_t walked = length;
    while (walked > 0 && lane_is_space(text[walked - 1]))
        walked--;
    const bool bracket =
        walked > 0 && (text[walked - 1] == '}' || text[walked - 1] == ']') && !(reader->options.flags & LANE_COMMENTS);
    if (!reader->borrowed) {
        reader->memory[text + length - reader->memory] = 0;
        walked = length;
    } else if (!bracket || reader->options.flags & LANE_COPY) {
        if (!reader_reserve(reader, length + 1)) {
            *error = (lane_error){LANE_ERROR_MEMORY, 0};
            return false;
        }
        memcpy(reader->memory, text, length);
        reader->memory[length] = 0;
        text = reader->memory;
        walked = length;
    }
    if (reader_walk(reader, reader->kernels->parse, text, text + walked, NULL, error))
        return true;
    *error = reader_fault(reader, text, text + walked, text + length, *error);
    return false;
}

/* -- Texts after each other -- */

bool lane_reader_begin(lane_reader *reader, const char *text, size_t length) {
    if (reader == NULL)
        return false;
    reader_start(reader, (const uint8_t *)(text ? text : ""), text ? length : 0, true);
    return !(reader->options.flags & LANE_COPY) || reader_own(reader);
}

/* Passes over the rest of a line, as far as it has arrived. */
static void reader_pass_line(lane_reader *reader) {
    while (reader->at < reader->end && *reader->at != '\n' && *reader->at != EXTENT_SEPARATOR)
        reader->at++;
    reader->skipping = reader->at == reader->end;
    reader_value_starts(reader);
}

bool lane_reader_feed(lane_reader *reader, const char *text, size_t length) {
    if (reader == NULL || reader->ended)
        return false;
    if (text == NULL || length == 0)
        return true;
    const size_t left = (size_t)(reader->end - reader->at);
    /* Moves no more bytes than were passed, which bounds the time per byte. */
    if ((reader->borrowed || (size_t)(reader->at - reader->begin) > left) && !reader_own(reader))
        return false;
    const size_t used = (size_t)(reader->end - reader->begin);
    if (length > SIZE_MAX / 4 || !reader_reserve(reader, used + length + 1))
        return false;
    memcpy(reader->memory + used, text, length);
    reader->memory[used + length] = 0;
    reader->end = reader->memory + used + length;
    if (reader->skipping)
        reader_pass_line(reader);
    return true;
}

void lane_reader_end(lane_reader *reader) {
    if (reader != NULL)
        reader->ended = true;
}

void lane_reader_skip(lane_reader *reader) {
    if (reader == NULL || reader->error.code == LANE_OK)
        return;
    reader->error = (lane_error){LANE_OK, 0};
    reader_pass_line(reader);
}

/* Results of an attempt to read the next document. */
typedef enum { READER_READ, READER_WRONG, READER_MORE } reader_outcome;

/* Converts the offset in *error to one from the start of the input. */
static reader_outcome reader_wrong(lane_reader *reader, const uint8_t *begin, lane_error *error) {
    if (error->code != LANE_ERROR_MEMORY)
        error->offset += reader->passed + (size_t)(begin - reader->begin);
    return READER_WRONG;
}

/* Passes over a byte order mark at the start, if the options ask for that. READER_MORE if it may be incomplete. */
static reader_outcome reader_pass_mark(lane_reader *reader) {
    const size_t left = (size_t)(reader->end - reader->at);
    if (!(reader->options.flags & LANE_BOM) || reader->passed != 0 || reader->at != reader->begin || left == 0)
        return READER_READ;
    if (memcmp(reader->at, LANE_BOM_BYTES, left < LANE_BOM_SIZE ? left : LANE_BOM_SIZE) != 0)
        return READER_READ;
    if (left < LANE_BOM_SIZE)
        return READER_MORE;
    reader->at += LANE_BOM_SIZE;
    return READER_READ;
}

/* Reads a line that is not blank. */
static reader_outcome reader_next_line(lane_reader *reader, lane_error *error) {
    const uint8_t *begin = reader->at;
    const size_t left = (size_t)(reader->end - begin);
    const uint8_t *line_end = memchr(begin + reader->looked, '\n', left - reader->looked);
    reader->looked = left;
    if (line_end == NULL && !reader->ended)
        return READER_MORE;
    line_end = line_end != NULL ? line_end : reader->end;
    reader->at = line_end < reader->end ? line_end + 1 : line_end;
    reader_value_starts(reader);
    if (reader_text(reader, begin, (size_t)(line_end - begin), error))
        return READER_READ;
    return reader_wrong(reader, begin, error);
}

static const uint8_t *reader_token(const lane_reader *reader) {
    return reader->at + reader->growth.resume.at;
}

/* Returns whether the token at the end of the value may be complete now; or, in a string, has grown four times, which
 * is worth a search for faults. Looks at each byte once. */
static bool reader_is_due(lane_reader *reader) {
    const uint8_t *token = reader_token(reader), *p = token + reader->looked, *end = reader->end;
    const size_t length = (size_t)(end - token);
    if (length == 0 || reader->tried == 0)
        return length != 0;
    reader->looked = length;
    if (*token == '"')
        return reader->kernels->extent_end(&reader->extent, p, end) != NULL || length / 4 >= reader->tried;
    if (*token == '/')
        return comment_may_end(token, p, end);
    while (p < end && lane_is_digit(*p))
        p++;
    return p < end;
}

/* Passes over the text between documents. READER_MORE at a comment that is not closed yet. */
static reader_outcome reader_pass_space(lane_reader *reader) {
    const bool comments = (reader->options.flags & LANE_COMMENTS) != 0;
    const uint8_t *p = reader->at;
    bool open = false;
    if (reader->tried != 0 && !reader->ended && !reader_is_due(reader))
        return READER_MORE;
    do {
        while (p < reader->end && extent_is_gap(*p))
            p++;
        if (comments)
            p = comment_skip(p, reader->end, !reader->ended, &open);
    } while (p < reader->end && extent_is_gap(*p));
    if (p != reader->at || (reader->tried != 0 && !open)) /* at the end, a slash begins no comment after all */
        reader_token_starts(reader);
    reader->at = p;
    if (!open || reader->ended)
        return READER_READ;
    reader->tried = (size_t)(reader->end - p);
    return READER_MORE;
}

/* Walks the next value of a whole text; stores its end in *ret_stop. */
static void reader_walk_value(lane_reader *reader, const uint8_t **ret_stop, lane_error *error) {
    reader_parser *parse = reader->kernels->parse;
    const uint8_t *walkable = reader->borrowed ? reader->walkable : reader->end;
    if (walkable > reader->at && reader_walk(reader, parse, reader->at, walkable, ret_stop, error))
        return;
    if (walkable == reader->end || error->code == LANE_ERROR_MEMORY)
        return;
    /* There is no sentinel after the last bracket. */
    *error = (lane_error){LANE_ERROR_MEMORY, 0};
    if (reader_own(reader))
        (void)reader_walk(reader, parse, reader->at, reader->end, ret_stop, error);
}

/* Walks on in a value that may be cut off; stores its end in *ret_stop. */
static void reader_walk_on(lane_reader *reader, const uint8_t **ret_stop, lane_error *error) {
    const size_t at = reader->growth.resume.at;
    reader->growth.resume.final = reader->ended;
    (void)reader_walk(reader, reader->kernels->parse_on, reader->at, reader->end, ret_stop, error);
    if (reader->growth.resume.at != at)
        reader_token_starts(reader);
    reader->tried = (size_t)(reader->end - reader_token(reader));
}

/* Returns whether more text could change the error in the first `left` bytes of a value. Three bytes decide about byte
 * order marks and other encodings. */
static bool reader_is_open(const lane_error *error, size_t left) {
    return error->code == LANE_OK || error->code == LANE_ERROR_INCOMPLETE ||
           (error->code != LANE_ERROR_MEMORY && left < LANE_BOM_SIZE);
}

/* Reads the next value. */
static reader_outcome reader_next_value(lane_reader *reader, lane_error *error) {
    const uint8_t *stop = reader->at;
    if (reader->ended && !reader_value_is_open(reader))
        reader_walk_value(reader, &stop, error);
    else if (reader->ended || reader_is_due(reader))
        reader_walk_on(reader, &stop, error);
    else
        return READER_MORE;
    const bool scalar = error->code == LANE_OK && lane_value_type(lane_doc_root(reader->doc)) < LANE_TYPE_STRING;
    const bool comment = stop < reader->end && *stop == '/' && reader->options.flags & LANE_COMMENTS;
    if (scalar && stop < reader->end && !extent_ends_scalar(*stop) && !comment)
        *error = (lane_error){LANE_ERROR_EXTRA, (size_t)(stop - reader->at)};
    if (error->code == LANE_OK && (!scalar || stop < reader->end || reader->ended)) {
        reader->at = stop;
        reader_value_starts(reader);
        return READER_READ;
    }
    if (error->code != LANE_OK)
        *error = reader_fault(reader, reader->at, reader->end, reader->end, *error);
    if (reader->ended || !reader_is_open(error, (size_t)(reader->end - reader->at)))
        return reader_wrong(reader, reader->at, error);
    if (error->code != LANE_ERROR_INCOMPLETE) /* a word that may go on, or less than three bytes */
        reader_value_starts(reader);
    return READER_MORE;
}

static reader_outcome reader_next(lane_reader *reader, lane_error *error) {
    if (reader_pass_mark(reader) == READER_MORE) {
        *error = (lane_error){LANE_ERROR_INCOMPLETE, 0};
        return reader->ended ? READER_WRONG : READER_MORE;
    }
    if (!reader_value_is_open(reader) && (reader->looked == 0 || reader->options.flags & LANE_COMMENTS) &&
        reader_pass_space(reader) == READER_MORE)
        return READER_MORE;
    if (reader->at == reader->end)
        return READER_MORE;
    return reader->options.flags & LANE_LINES ? reader_next_line(reader, error) : reader_next_value(reader, error);
}

const lane_doc *lane_reader_next(lane_reader *reader, lane_error *error) {
    lane_error found = {LANE_ERROR_MEMORY, 0};
    reader_outcome outcome = READER_WRONG;
    if (reader != NULL) {
        found = reader->error;
        outcome = found.code == LANE_OK ? reader_next(reader, &found) : READER_WRONG;
        if (outcome == READER_WRONG && !(reader->options.flags & LANE_LINES))
            reader->error = found;
    }
    const bool wrong = outcome == READER_WRONG;
    lane_error_set(error, wrong ? found.code : LANE_OK, wrong ? found.offset : 0);
    return outcome == READER_READ ? reader->doc : NULL;
}

const lane_doc *lane_reader_parse(lane_reader *reader, const char *text, size_t length, lane_error *error) {
    lane_error found = {LANE_ERROR_MEMORY, 0};
    bool right = false;
    if (reader != NULL) {
        reader_start(reader, (const uint8_t *)(text ? text : ""), text ? length : 0, true);
        if (reader_pass_mark(reader) == READER_MORE) {
            found = (lane_error){LANE_ERROR_INCOMPLETE, 0};
        } else {
            right = reader_text(reader, reader->at, (size_t)(reader->end - reader->at), &found);
            if (!right)
                (void)reader_wrong(reader, reader->at, &found);
        }
        lane_reader_reset(reader);
    }
    lane_error_set(error, right ? LANE_OK : found.code, right ? 0 : found.offset);
    return right ? reader->doc : NULL;
}
