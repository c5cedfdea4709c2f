/* SPDX-License-Identifier: MIT */
/* The state of an interrupted parse, and the references that it owns. */
#include "partial.h"

#include "../base/depth.h"

#include "../../src/dispatch.h"
#include "../../src/document/fault.h"

void lane_py_partial_begin(lane_py_partial *partial) {
    partial->resume.max_depth = partial->items != NULL ? 0 : partial->call.max_depth;
    partial->open_at = -1;
}

/* Returns whether more text could make the document valid. */
static bool is_cut(const lane_py_loads *call) {
    const uint8_t *end = call->text + call->length;
    const lane_fault_text text = {.begin = call->text,
                                  .walked = end,
                                  .end = end,
                                  .flags = call->flags,
                                  .utf8_invalid = lane_kernels_active()->utf8_invalid};
    return lane_fault_settle(&text, call->error).code == LANE_ERROR_INCOMPLETE;
}

lane_py_partial_outcome lane_py_partial_read(lane_py_partial *partial) {
    lane_py_loads *call = &partial->call;
    if (call->state->engine->partial(partial))
        return PARTIAL_WHOLE;
    if (PyErr_Occurred())
        return PARTIAL_FAILED;
    if (partial->items != NULL && partial->items->stopped)
        return PARTIAL_MORE;
    return !partial->resume.final && is_cut(call) ? PARTIAL_MORE : PARTIAL_WRONG;
}

static int traverse_items(const lane_py_items *items, visitproc visit, void *arg) {
    for (size_t i = 0; i < items->matched; i++)
        Py_VISIT(items->levels[i].key);
    Py_VISIT(items->values);
    Py_VISIT(items->keys);
    Py_VISIT(items->path);
    return 0;
}

static void clear_items(lane_py_items *items) {
    for (; items->matched != 0; items->matched--)
        Py_CLEAR(items->levels[items->matched - 1].key);
    PyMem_Free(items->levels);
    items->levels = NULL;
    Py_CLEAR(items->values);
    Py_CLEAR(items->keys);
    Py_CLEAR(items->path);
}

int lane_py_partial_traverse(const lane_py_partial *partial, visitproc visit, void *arg) {
    for (size_t i = 0; i < partial->count; i++)
        Py_VISIT(partial->scratch.values[i]);
    for (size_t i = 0; i < partial->shown_count; i++) {
        Py_VISIT(partial->shown[i].container);
        Py_VISIT(partial->shown[i].pairs);
    }
    Py_VISIT(partial->root);
    return partial->items == NULL ? 0 : traverse_items(partial->items, visit, arg);
}

void lane_py_partial_clear(lane_py_partial *partial) {
    while (partial->count != 0)
        Py_XDECREF(partial->scratch.values[--partial->count]);
    while (partial->shown_count != 0) {
        const lane_py_shown last = partial->shown[--partial->shown_count];
        Py_XDECREF(last.container);
        Py_XDECREF(last.pairs);
    }
    PyMem_Free(partial->shown);
    partial->shown = NULL;
    partial->shown_room = 0;
    cache_scratch_free(&partial->scratch);
    memset(&partial->scratch, 0, sizeof partial->scratch);
    Py_CLEAR(partial->open);
    Py_CLEAR(partial->root);
    if (partial->items != NULL)
        clear_items(partial->items);
}
