/* SPDX-License-Identifier: MIT */
/* Calls of dumps in chunks. Python code may change the object between two chunks, so the frames own their references. A
 * separator after the last item, which the encoder may still remove, moves to the next chunk. */
#include "chunks.h"

#include "cache.h"
#include "finish.h"
#include "model.h"
#include "stack.h"

void lane_py_chunks_init(lane_py_chunks *chunks, const lane_py_dumps *call) {
    chunks->failure = NULL;
    chunks->call = call;
    chunks->separated = 0;
    chunks->progress = CHUNKS_NEW;
}

/* Returns whether a call can be split. Not if the item separator ends like an opening bracket: the encoder could not
 * tell them apart. */
static bool is_in_chunks(const lane_py_dumps *call) {
    const dumps_separator *item = &call->separators->item;
    const unsigned last = item->kind == 1 && item->length != 0 ? item->units[item->length - 1] : 0;
    return last != '[' && last != '{';
}

/* Prepares the encoder for the next chunk. False with an exception set. */
static bool chunks_ready(lane_py_chunks *chunks) {
    lane_encoder *e = &chunks->encoder;
    if (chunks->progress == CHUNKS_NEW) {
        if (!chunks->call->state->engine->begin(e, chunks->call))
            return false;
        chunks->progress = CHUNKS_OPEN;
        e->exact_cycles = (chunks->call->flags & DUMPS_CYCLES) != 0; /* so that no repetition is in a chunk */
    } else {
        /* Without the GIL each thread has its own cache, and any thread may ask for the next chunk. */
        lane_py_dumps_cache *cache = lane_py_dumps_cache_of(chunks->call->state);
        if (cache == NULL)
            return false;
        e->context.known = &cache->known;
        e->cursor = lane_output_begin(&e->out, &cache->output, lane_py_text_most(chunks->call));
        if (e->cursor == NULL)
            return false;
        memcpy(e->cursor, chunks->separator, sizeof chunks->separator);
        e->cursor += chunks->separated;
    }
    e->out.in_chunks = is_in_chunks(chunks->call);
    return true;
}

static PyObject *chunks_end(lane_py_chunks *chunks, PyObject *chunk) {
    chunks->progress = CHUNKS_DONE;
    lane_py_encoder_release(&chunks->encoder);
    return chunk;
}

/* Returns the text as a full chunk. */
static PyObject *chunk_full(lane_py_chunks *chunks) {
    lane_encoder *e = &chunks->encoder;
    const dumps_separator *item = &chunks->call->separators->item;
    chunks->separated = lane_py_is_plain(chunks->call) ? (unsigned)item->length : 0;
    memcpy(chunks->separator, &item->word, sizeof item->word);
    lane_py_own_frames(e);
#if LANE_PY_FREE_THREADED
    for (lane_frame *f = e->frames; f <= e->top; f++)
        f->begin = SIZE_MAX; /* each has an item, in a chunk before the next */
#endif
    PyObject *chunk = lane_output_chunk(&e->out, e->cursor - (size_t)chunks->separated * e->out.width);
    return chunk != NULL ? chunk : chunks_end(chunks, NULL);
}

/* -- failures -- */

/* Removes `times` separators from the end of the text if it ends with them; returns whether it does. */
static bool take_back(lane_encoder *e, const dumps_separator *separator, size_t times) {
    const size_t width = e->out.width, n = separator->length * times,
                 units = (size_t)(e->cursor - e->out.start) / width;
    if (units < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        const Py_UCS4 wanted =
            separator->kind == 0 ? ' ' : PyUnicode_READ((int)separator->kind, separator->units, i % separator->length);
        if (PyUnicode_READ((int)width, e->out.start, units - n + i) != wanted)
            return false;
    }
    e->cursor -= n * width;
    return true;
}

static bool take_back_character(lane_encoder *e, char character) {
    const dumps_separator one = {(const uint8_t *)&character, 1, 1, 0};
    return take_back(e, &one, 1);
}

/* Removes the text before the failed item or key: json's Python code yields that together with the text of the item. */
static void take_back_unbegun(lane_encoder *e) {
    const dumps_separators *separators = e->context.call->separators;
    uint8_t *const cursor = e->cursor;
    const bool line =
        separators->indent.units != NULL && take_back(e, &separators->indent, e->level) && take_back_character(e, '\n');
    if (take_back(e, &separators->item, 1))
        return;
    if (e->unbegun)
        (void)take_back_character(e, '[');
    else if (line && lane_py_breaks_empty(&e->context) > 0)
        e->cursor = cursor;
}

/* Handles a failed call. Returns the text so far, or NULL if there is none; the exception is in chunks->failure. */
static PyObject *chunk_failed(lane_py_chunks *chunks) {
    lane_encoder *e = &chunks->encoder;
    const size_t room = (size_t)(e->out.limit - e->out.start) + (size_t)OUTPUT_SLACK * e->out.width;
    PyObject *chunk = NULL;
    lane_py_encoder_describe(e);
    chunks->failure = PyErr_GetRaisedException();
    /* A str that failed after the buffer moved has left the cursor in the old buffer. */
    if (e->cursor < e->out.start || (size_t)(e->cursor - e->out.start) > room || !lane_py_is_by_python(&e->context))
        e->cursor = e->out.start;
    if (e->unbegun || e->before_items)
        take_back_unbegun(e);
    if (e->cursor != e->out.start)
        chunk = lane_output_chunk(&e->out, e->cursor);
    if (PyErr_Occurred())
        PyErr_Clear();
    return chunks_end(chunks, chunk);
}

PyObject *lane_py_chunks_next(lane_py_chunks *chunks) {
    lane_encoder *e = &chunks->encoder;
    PyObject *chunk = NULL;
    if (chunks->progress != CHUNKS_DONE) {
        if (!chunks_ready(chunks))
            return chunks->progress == CHUNKS_NEW ? NULL : chunks_end(chunks, NULL);
        switch ((encode_outcome)chunks->call->state->engine->go_on(e)) {
        case RUN_FULL: return chunk_full(chunks);
        case RUN_DONE: return chunks_end(chunks, lane_output_chunk(&e->out, e->cursor));
        default: chunk = chunk_failed(chunks);
        }
    }
    if (chunk == NULL && chunks->failure != NULL) {
        PyErr_SetRaisedException(chunks->failure);
        chunks->failure = NULL;
    }
    return chunk;
}

void lane_py_chunks_release(lane_py_chunks *chunks) {
    PyObject *exception = PyErr_GetRaisedException();
    if (chunks->progress == CHUNKS_OPEN)
        (void)chunks_end(chunks, NULL);
    chunks->progress = CHUNKS_DONE;
    Py_CLEAR(chunks->failure);
    PyErr_SetRaisedException(exception);
}

int lane_py_chunks_traverse(const lane_py_chunks *chunks, visitproc visit, void *arg) {
    const lane_encoder *e = &chunks->encoder;
    Py_VISIT(chunks->failure);
#if LANE_PY_FREE_THREADED
    for (size_t i = 0; chunks->progress == CHUNKS_OPEN && i < 2; i++)
        Py_VISIT(e->held[i]);
#endif
    for (const lane_frame *f = e->frames + 1; chunks->progress == CHUNKS_OPEN && f <= e->top; f++) {
        Py_VISIT(f->object);
        Py_VISIT(f->subject);
        Py_VISIT(f->key);
        if (f->streams)
            Py_VISIT(f->source);
        for (PyObject *const *p = f->first; f->kind == FRAME_TABLE && p != f->end; p++)
            Py_VISIT(*p);
    }
    return 0;
}
