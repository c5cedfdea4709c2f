/* SPDX-License-Identifier: MIT */
/* Decides when to walk the text, and drops the text that has been parsed, except the incomplete token and the token
 * before it, which an error may be about. */
#include "growing.h"

#include "../loads/loads.h"

#include "../../src/dispatch.h"

bool lane_py_growing_begin(lane_py_growing *growing, lane_py_state *state, PyObject *const *values) {
    lane_py_hooks hooks;
    lane_py_loads *call = &growing->partial.call;
    if (!lane_py_hooks_from(values, &hooks) || !lane_py_loads_init(state, &hooks, call))
        return false;
    PyObject *const used[HOOK_STRICT] = {call->object_hook, call->object_pairs_hook, call->array_hook,
                                         call->parse_float, call->parse_int,         call->parse_constant};
    for (size_t i = 0; i < HOOK_STRICT; i++)
        growing->hooks[i] = Py_XNewRef(used[i]);
    call->units = NULL;
    call->kind = 1;
    call->valid = true;
    lane_py_partial_begin(&growing->partial);
    return true;
}

/* Returns the bytes from the start of the incomplete token. */
static size_t open_length(const lane_py_growing *growing) {
    return growing->window.limit - growing->window.at - growing->partial.resume.at;
}

/* Returns whether the last token may be complete, or must be parsed again for faults. Scans each byte once. */
static bool is_due(lane_py_growing *growing) {
    const size_t length = open_length(growing), looked = growing->looked;
    if (growing->kind == GROWING_TOKEN || growing->window.ended || lane_py_window_is_wrong(&growing->window))
        return true;
    const uint8_t *token = growing->window.memory + growing->window.at + growing->partial.resume.at;
    const uint8_t *p = token + looked, *end = token + length;
    growing->looked = length;
    if (growing->kind == GROWING_STRING)
        return lane_kernels_active()->extent_end(&growing->extent, p, end) != NULL || length / 2 >= growing->tried;
    while (p < end && lane_is_digit(*p))
        p++;
    return p < end;
}

bool lane_py_growing_is_behind(const lane_py_growing *growing) {
    return growing->kind == GROWING_STRING && open_length(growing) != growing->tried;
}

/* Passes over the parsed text up to the token before the position where the walk stopped. The text before byte `from`
 * was parsed in earlier calls. */
static void pass_read(lane_py_growing *growing, size_t from) {
    const uint8_t *text = growing->partial.call.text;
    size_t at = growing->partial.resume.at;
    while (at > from && lane_is_space(text[at - 1]))
        at--;
    if (at > from) {
        growing->window.at += at - 1;
        growing->partial.resume.at -= at - 1;
    }
}

/* Stores the kind of the last token. same: it is the same token as before. */
static void set_kind(lane_py_growing *growing, bool same) {
    const lane_error_code code = growing->partial.call.error.code;
    growing->kind = code == LANE_ERROR_STRING_END   ? GROWING_STRING
                    : code == LANE_ERROR_INCOMPLETE ? GROWING_NUMBER
                                                    : GROWING_TOKEN;
    growing->tried = open_length(growing);
    if (!same) {
        growing->looked = 0;
        growing->extent = (lane_extent){0, 0, 0};
    }
}

static lane_py_partial_outcome wrong_characters(const lane_py_window *window) {
    lane_py_window_raise(window, 0, PyUnicode_FromString("Invalid UTF-8"), window->limit);
    return PARTIAL_WRONG;
}

lane_py_partial_outcome lane_py_growing_read(lane_py_growing *growing, bool again) {
    lane_py_window *window = &growing->window;
    lane_py_partial *partial = &growing->partial;
    if (lane_py_window_has_mark(window)) {
        lane_py_window_raise(window, 0, PyUnicode_FromString("Unexpected UTF-8 BOM (decode using utf-8-sig)"), 0);
        return PARTIAL_WRONG;
    }
    if (!again && !is_due(growing))
        return PARTIAL_MORE;
    const size_t from = partial->resume.at;
    partial->call.text = window->memory + window->at;
    partial->call.length = window->limit - window->at;
    partial->resume.final = window->ended && window->limit == window->end;
    const lane_py_partial_outcome outcome = lane_py_partial_read(partial);
    if (outcome == PARTIAL_WRONG)
        (void)lane_py_window_raise_fault(window, &partial->call, 0);
    if (outcome == PARTIAL_WRONG || outcome == PARTIAL_FAILED)
        return outcome;
    const bool same = growing->kind != GROWING_TOKEN && partial->resume.at == from;
    pass_read(growing, from);
    set_kind(growing, same);
    if (partial->items != NULL && partial->items->stopped)
        return PARTIAL_MORE;
    return lane_py_window_is_wrong(window) ? wrong_characters(window) : outcome;
}

int lane_py_growing_traverse(const lane_py_growing *growing, visitproc visit, void *arg) {
    for (size_t i = 0; i < HOOK_STRICT; i++)
        Py_VISIT(growing->hooks[i]);
    return lane_py_partial_traverse(&growing->partial, visit, arg);
}

void lane_py_growing_clear(lane_py_growing *growing) {
    lane_py_partial_clear(&growing->partial);
    lane_py_window_free(&growing->window);
    for (size_t i = 0; i < HOOK_STRICT; i++)
        Py_CLEAR(growing->hooks[i]);
}
