/* SPDX-License-Identifier: MIT */
/* Measures how many more levels of recursion CPython allows by recursing. Cold: only for deep documents. */
#include "depth.h"

#include "../../src/base/base.h"

#if LANE_PY_COUNTS_RECURSION

size_t lane_py_levels_left(const void *call, size_t most, const char *where) {
    size_t levels = 0;
    (void)call;
    while (levels < most && Py_EnterRecursiveCall(where) == 0)
        levels++;
    for (size_t i = 0; i < levels; i++)
        Py_LeaveRecursiveCall();
    return levels;
}

#else

/* CPython checks the machine's stack, so measuring must use stack. */
enum {
    STEP = 1024,   /* bytes per step, apart from the function's own frame */
    NEAR = 1 << 20 /* bytes: more than the frames between a call and its measuring take */
};

typedef struct {
    uintptr_t start;
    size_t most; /* bytes */
    const char *where;
} descent;

/* Returns the bytes of stack from d->start, at which d->most is reached or CPython refuses more. */
static LANE_NOINLINE size_t descend(const descent *d) {
    volatile char step[STEP];
    step[0] = 0;
    uintptr_t here = (uintptr_t)step;
    size_t used = here < d->start ? d->start - here : here - d->start;
    if (used >= d->most || Py_EnterRecursiveCall(d->where) != 0)
        return used;
    used = descend(d);
    Py_LeaveRecursiveCall();
    return used + (size_t)step[0];
}

/* json would have started where the call did, so the engine's own frame does not count. The call of an iterator is not
 * on the stack. */
size_t lane_py_levels_left(const void *call, size_t most, const char *where) {
    descent d = {(uintptr_t)call, most > SIZE_MAX / LANE_PY_JSON_LEVEL ? SIZE_MAX : most * LANE_PY_JSON_LEVEL, where};
    if (d.start - (uintptr_t)&d > NEAR)
        d.start = (uintptr_t)&d;
    size_t levels = descend(&d) / LANE_PY_JSON_LEVEL;
    return levels < most ? levels : most;
}

#endif

uint32_t lane_py_deeper(const lane_py_loads *call, uint32_t max_depth) {
    size_t wanted = max_depth > UINT32_MAX / 4 ? max_depth : 2 * (size_t)max_depth;
    size_t levels = lane_py_levels_left(call, wanted + call->model_calls, "");
    if (levels == wanted + call->model_calls)
        return (uint32_t)wanted;
    PyErr_Clear();
    levels = levels > call->model_calls ? levels - call->model_calls : 0;
    return levels > max_depth ? (uint32_t)levels : max_depth;
}

void lane_py_raise_depth(const char *container) {
    char where[64];
    PyOS_snprintf(where, sizeof where, " while decoding a JSON %s from a unicode string", container);
    lane_py_levels_left(where, SIZE_MAX, where);
}
