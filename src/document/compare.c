/* SPDX-License-Identifier: MIT */
/* Compares values; the order of members does not matter. Without recursion: values are in the order of the document, so
 * two of equal shape are compared side by side in one pass. Only objects whose keys are in different orders need the
 * stack. */
#include "document.h"

#include "../base/options.h"

/* Two sequences of values of equal size, compared side by side up to `end`; or an object whose members are looked up in
 * another. */
typedef struct {
    const lane_value *a, *b, *end; /* end: NULL for an object; then a is its next key and b the other object */
    const lane_value *object;
    size_t left;
    lane_table *in_a, *in_b; /* NULL for few members, or without memory */
} compare_frame;

typedef struct {
    compare_frame *frames, first[16];
    size_t depth, capacity;
} compare_stack;

/* Most members without a table. */
#define COMPARE_FEW 16

static bool stack_grow(compare_stack *stack) {
    const size_t old = stack->capacity * sizeof *stack->frames;
    compare_frame *frames = stack->frames == stack->first
                                ? lane_allocate(&lane_allocator_libc, old * 2)
                                : lane_reallocate(&lane_allocator_libc, stack->frames, old, old * 2);
    if (frames == NULL)
        return false;
    if (stack->frames == stack->first)
        memcpy(frames, stack->first, old);
    stack->frames = frames;
    stack->capacity *= 2;
    return true;
}

static bool stack_push(compare_stack *stack, compare_frame frame) {
    if (stack->depth == stack->capacity && !stack_grow(stack))
        return false;
    stack->frames[stack->depth++] = frame;
    return true;
}

static bool same_bytes(const lane_value *a, const lane_value *b) {
    const size_t length = lane_value_length(a);
    return length == lane_value_length(b) && (length == 0 || memcmp(a->payload.text, b->payload.text, length) == 0);
}

/* Returns whether a double equals an integer exactly. */
static bool double_is_integer(double d, const lane_value *integer) {
    if (lane_value_type(integer) == LANE_TYPE_UINT)
        return d >= 0 && d < 0x1p64 && (uint64_t)d == lane_value_uint(integer) && (double)(uint64_t)d == d;
    return d >= -0x1p63 && d < 0x1p63 && (int64_t)d == lane_value_int(integer) && (double)(int64_t)d == d;
}

static bool numbers_equal(const lane_value *a, const lane_value *b) {
    const lane_type left = lane_value_type(a), right = lane_value_type(b);
    if (left == LANE_TYPE_NUMBER || right == LANE_TYPE_NUMBER) {
        int64_t i, j;
        uint64_t u, v;
        double d, e;
        if (left == right && same_bytes(a, b))
            return true;
        if (lane_number_int(a, &i) && lane_number_int(b, &j))
            return i == j;
        if (lane_number_uint(a, &u) && lane_number_uint(b, &v))
            return u == v;
        return lane_number_double(a, &d) && lane_number_double(b, &e) && d == e;
    }
    if (left == LANE_TYPE_DOUBLE)
        return right == LANE_TYPE_DOUBLE ? a->payload.d == b->payload.d : double_is_integer(a->payload.d, b);
    if (right == LANE_TYPE_DOUBLE)
        return double_is_integer(b->payload.d, a);
    return left == right && a->payload.u == b->payload.u;
}

static bool is_number(lane_type type) {
    return type >= LANE_TYPE_INT && type <= LANE_TYPE_NUMBER;
}

static bool scalars_equal(const lane_value *a, const lane_value *b) {
    const lane_type type = lane_value_type(a);
    if (is_number(type) && is_number(lane_value_type(b)))
        return numbers_equal(a, b);
    if (type != lane_value_type(b))
        return false;
    return type == LANE_TYPE_STRING ? same_bytes(a, b) : type != LANE_TYPE_BOOL || a->payload.u == b->payload.u;
}

/* Returns whether two objects of equal count have the same keys in the same order. */
static bool same_order(const lane_value *a, const lane_value *b) {
    const lane_value *value;
    lane_iterator i = lane_iterate(a), j = lane_iterate(b);
    for (const lane_value *key; (key = lane_object_next(&i, &value)) != NULL;) {
        if (!same_bytes(key, lane_object_next(&j, &value)))
            return false;
    }
    return true;
}

static const lane_value *frame_find(const lane_value *object, const lane_table *table, const lane_value *key) {
    return table ? lane_table_get(table, lane_value_text(key), lane_value_length(key))
                 : lane_object_get(object, lane_value_text(key), lane_value_length(key));
}

static bool push_objects(compare_stack *stack, const lane_value *a, const lane_value *b) {
    compare_frame frame = {.a = a + 1, .b = b, .object = a, .left = lane_value_count(a)};
    if (!stack_push(stack, frame))
        return false;
    if (frame.left > COMPARE_FEW) {
        compare_frame *top = &stack->frames[stack->depth - 1];
        top->in_a = lane_table_new(a, NULL, NULL);
        top->in_b = lane_table_new(b, NULL, NULL);
    }
    /* With duplicate keys, one object may have a key that the other lacks. */
    const lane_table *in_a = stack->frames[stack->depth - 1].in_a;
    const lane_value *value;
    lane_iterator it = lane_iterate(b);
    for (const lane_value *key; (key = lane_object_next(&it, &value)) != NULL;) {
        if (frame_find(a, in_a, key) == NULL)
            return false;
    }
    return true;
}

/* Does one step of the innermost frame. Returns false if something differs. */
static bool compare_step(compare_stack *stack) {
    compare_frame *top = &stack->frames[stack->depth - 1];
    if (top->end == NULL) {
        const lane_value *key = top->a;
        if (top->left == 0) {
            lane_table_free(top->in_a);
            lane_table_free(top->in_b);
            stack->depth--;
            return true;
        }
        top->left--;
        top->a = lane_value_after(key + 1);
        const lane_value *a = frame_find(top->object, top->in_a, key), *b = frame_find(top->b, top->in_b, key);
        return b != NULL && stack_push(stack, (compare_frame){.a = a, .b = b, .end = lane_value_after(a)});
    }
    while (top->a != top->end) {
        const lane_value *a = top->a, *b = top->b;
        const lane_type type = lane_value_type(a);
        if (type < LANE_TYPE_ARRAY) {
            if (!scalars_equal(a, b))
                return false;
        } else if (type != lane_value_type(b) || lane_value_count(a) != lane_value_count(b)) {
            return false;
        } else if (type == LANE_TYPE_OBJECT && !same_order(a, b)) {
            top->a = lane_value_after(a);
            top->b = lane_value_after(b);
            return push_objects(stack, a, b);
        }
        top->a++;
        top->b++;
    }
    stack->depth--;
    return true;
}

bool lane_equal(const lane_value *a, const lane_value *b) {
    if (a == NULL || b == NULL || a == b)
        return a == b;
    compare_stack stack;
    stack.frames = stack.first;
    stack.depth = 0;
    stack.capacity = sizeof stack.first / sizeof *stack.first;
    bool equal = stack_push(&stack, (compare_frame){.a = a, .b = b, .end = lane_value_after(a)});
    while (equal && stack.depth != 0)
        equal = compare_step(&stack);
    for (; stack.depth != 0; stack.depth--) {
        lane_table_free(stack.frames[stack.depth - 1].in_a);
        lane_table_free(stack.frames[stack.depth - 1].in_b);
    }
    if (stack.frames != stack.first)
        lane_release(&lane_allocator_libc, stack.frames, stack.capacity * sizeof *stack.frames);
    return equal;
}
