/* SPDX-License-Identifier: MIT */
/* The writer of the C API: its memory, and entry points with one indirect call each. */
#include "printer.h"

#include "../base/error.h"
#include "../base/options.h"
#include "../dispatch.h"

/* Initial bytes of the output. */
#define WRITER_ROOM 1024

/* Default bytes per call of the callback. */
#define WRITER_CHUNK ((size_t)1 << 16)

static_assert(sizeof(lane_writer) + LANE_BUFFER_SLACK + 2 * sizeof(max_align_t) <= LANE_WRITER_OVERHEAD,
              "LANE_WRITER_OVERHEAD covers the writer, its slack and the alignment of both");

static lane_writer *writer_start(lane_writer *writer, const lane_options *complete, const lane_allocator *allocator) {
    lane_printer_init(&writer->printer, complete->flags, complete->indent);
    writer->cursor = writer->printer.buffer.start;
    writer->state = STREAM_ROOT;
    writer->max_depth = complete->max_depth;
    writer->error = (lane_error){LANE_OK, 0};
    writer->kernels = lane_kernels_active();
    writer->allocator = allocator;
    return writer;
}

/* Creates a writer with an output of `room` bytes on the heap. */
static lane_writer *writer_create(const lane_options *options, size_t room) {
    lane_options complete;
    if (!lane_options_complete(options, &complete))
        return NULL;
    lane_writer *writer = lane_allocate(complete.allocator, sizeof *writer);
    if (writer == NULL)
        return NULL;
    if (!lane_buffer_init(&writer->printer.buffer, complete.allocator, NULL, 0, room)) {
        lane_release(complete.allocator, writer, sizeof *writer);
        return NULL;
    }
    return writer_start(writer, &complete, complete.allocator);
}

lane_writer *lane_writer_new(const lane_options *options) {
    return writer_create(options, WRITER_ROOM);
}

lane_writer *lane_writer_to(lane_writer_callback *callback, void *ctx, size_t chunk, const lane_options *options) {
    chunk = chunk == 0 ? WRITER_CHUNK : chunk;
    if (callback == NULL || chunk < LANE_WRITER_CHUNK_LEAST || chunk > SIZE_MAX / 4)
        return NULL;
    lane_writer *writer = writer_create(options, chunk - LANE_BUFFER_SLACK);
    if (writer != NULL) {
        writer->printer.buffer.kind = LANE_BUFFER_FLUSHED;
        writer->printer.buffer.flush = callback;
        writer->printer.buffer.ctx = ctx;
    }
    return writer;
}

lane_writer *lane_writer_fixed(void *memory, size_t size, const lane_options *options) {
    const size_t skip = (0 - (size_t)(uintptr_t)memory) % sizeof(max_align_t);
    lane_options complete;
    if (memory == NULL || size < LANE_WRITER_OVERHEAD || !lane_options_complete(options, &complete))
        return NULL;
    lane_writer *writer = (lane_writer *)((char *)memory + skip);
    uint8_t *const room = (uint8_t *)(writer + 1);
    writer->printer.buffer = (lane_buffer){
        .start = room,
        .limit = (uint8_t *)memory + size - LANE_BUFFER_SLACK,
        .kind = LANE_BUFFER_FIXED,
    };
    return writer_start(writer, &complete, NULL);
}

void lane_writer_reset(lane_writer *writer) {
    if (writer == NULL)
        return;
    lane_buffer *buffer = &writer->printer.buffer;
    writer->cursor = buffer->start;
    writer->state = STREAM_ROOT;
    writer->printer.depth = 0;
    writer->error = (lane_error){LANE_OK, 0};
    buffer->failed = false;
    buffer->flushed = 0;
}

void lane_writer_free(lane_writer *writer) {
    if (writer == NULL || writer->allocator == NULL)
        return;
    lane_printer *printer = &writer->printer;
    if (printer->levels != printer->first)
        lane_release(writer->allocator, printer->levels, printer->capacity * sizeof(print_level));
    lane_buffer_release(&printer->buffer);
    lane_release(writer->allocator, writer, sizeof *writer);
}

lane_error lane_writer_error(const lane_writer *writer) {
    return writer != NULL ? writer->error : (lane_error){LANE_ERROR_MEMORY, 0};
}

bool lane_writer_fail(lane_writer *writer, lane_error_code code) {
    const lane_buffer *buffer = &writer->printer.buffer;
    if (code == LANE_ERROR_MEMORY && buffer->kind == LANE_BUFFER_FLUSHED && buffer->failed)
        code = LANE_ERROR_OUTPUT;
    writer->error = (lane_error){code, writer->called};
    return false;
}

static bool writer_ready(lane_writer *writer) {
    if (writer == NULL || writer->error.code != LANE_OK)
        return false;
    writer->called = lane_writer_offset(writer);
    return true;
}

/* Returns whether the output may end here: after one value, or any number of lines. */
static bool writer_whole(const lane_writer *writer) {
    return writer->state == STREAM_DONE || (writer->state == STREAM_ROOT && lane_writer_offset(writer) != 0);
}

/* Terminates the output with NUL, or flushes it. */
static bool writer_close(lane_writer *writer) {
    writer->called = lane_writer_offset(writer);
    lane_buffer *buffer = &writer->printer.buffer;
    const bool flushed = buffer->kind == LANE_BUFFER_FLUSHED;
    if (flushed && !lane_buffer_flush(buffer, writer->cursor))
        return lane_writer_fail(writer, LANE_ERROR_MEMORY);
    uint8_t *p = flushed ? buffer->start : lane_buffer_reserve(buffer, writer->cursor, 0);
    if (p == NULL)
        return lane_writer_fail(writer, LANE_ERROR_MEMORY);
    writer->cursor = p;
    *p = 0;
    return true;
}

const char *lane_writer_finish(lane_writer *writer, size_t *ret_length, lane_error *error) {
    lane_error found = lane_writer_error(writer);
    if (found.code == LANE_OK && !writer_whole(writer))
        found = (lane_error){LANE_ERROR_INCOMPLETE, lane_writer_offset(writer)}; /* not stored: more calls may follow */
    else if (found.code == LANE_OK && !writer_close(writer))
        found = writer->error;
    lane_error_set(error, found.code, found.offset);
    if (found.code != LANE_OK)
        return NULL;
    const uint8_t *start = writer->printer.buffer.start;
    if (ret_length != NULL)
        *ret_length = (size_t)(writer->cursor - start);
    return (const char *)start;
}

/* -- Values -- */

bool lane_writer_object(lane_writer *writer) {
    return writer_ready(writer) && writer->kernels->writer_begin(writer, true);
}

bool lane_writer_array(lane_writer *writer) {
    return writer_ready(writer) && writer->kernels->writer_begin(writer, false);
}

bool lane_writer_end(lane_writer *writer) {
    return writer_ready(writer) && writer->kernels->writer_end(writer);
}

bool lane_writer_value(lane_writer *writer, const lane_value *value) {
    if (!writer_ready(writer))
        return false;
    return value != NULL ? writer->kernels->writer_value(writer, value) : lane_writer_fail(writer, LANE_ERROR_VALUE);
}

/* Returns a string or key from a caller, not known to be UTF-8. Lengths have 56 bits. */
static lane_value writer_given(const char *text, size_t length) {
    lane_value value = {LANE_TYPE_STRING | LANE_VALUE_GIVEN, {0}};
    if (text != NULL)
        value.tag |= (uint64_t)length << LANE_VALUE_LENGTH_SHIFT;
    value.payload.text = text != NULL ? text : "";
    return value;
}

bool lane_writer_key(lane_writer *writer, const char *key, size_t length) {
    const lane_value value = writer_given(key, length);
    return writer_ready(writer) && writer->kernels->writer_key(writer, &value);
}

bool lane_writer_string(lane_writer *writer, const char *text, size_t length) {
    const lane_value value = writer_given(text, length);
    return writer_ready(writer) && writer->kernels->writer_string(writer, &value);
}

bool lane_writer_null(lane_writer *writer) {
    return writer_ready(writer) && writer->kernels->writer_word(writer, FORMAT_NULL, 4);
}

bool lane_writer_bool(lane_writer *writer, bool truth) {
    return writer_ready(writer) &&
           writer->kernels->writer_word(writer, truth ? FORMAT_TRUE : FORMAT_FALSE, 5 - (size_t)truth);
}

bool lane_writer_int(lane_writer *writer, int64_t i) {
    return writer_ready(writer) && writer->kernels->writer_int(writer, i);
}

bool lane_writer_uint(lane_writer *writer, uint64_t u) {
    const lane_value value = {LANE_TYPE_UINT, {.u = u}};
    return u <= INT64_MAX ? lane_writer_int(writer, (int64_t)u) : lane_writer_value(writer, &value);
}

bool lane_writer_double(lane_writer *writer, double d) {
    return writer_ready(writer) && writer->kernels->writer_double(writer, d);
}

bool lane_writer_number(lane_writer *writer, const char *text, size_t length) {
    return writer_ready(writer) &&
           writer->kernels->writer_text(writer, text != NULL ? text : "", text != NULL ? length : 0, true);
}

bool lane_writer_raw(lane_writer *writer, const char *text, size_t length) {
    return writer_ready(writer) &&
           writer->kernels->writer_text(writer, text != NULL ? text : "", text != NULL ? length : 0, false);
}

bool lane_writer_line(lane_writer *writer) {
    if (!writer_ready(writer))
        return false;
    if (!writer_whole(writer))
        return lane_writer_fail(writer, LANE_ERROR_VALUE);
    uint8_t *p = lane_buffer_reserve(&writer->printer.buffer, writer->cursor, 0);
    if (p == NULL)
        return lane_writer_fail(writer, LANE_ERROR_MEMORY);
    *p = '\n';
    writer->cursor = p + 1;
    writer->state = STREAM_ROOT;
    return true;
}
