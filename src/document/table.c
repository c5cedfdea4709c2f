/* SPDX-License-Identifier: MIT */
/* A table for one container that finds its members in constant time; the document does not change.
 *
 * It holds each member's distance from the container, in values; and for an object a hash table with open addressing of
 * member numbers, at most half full. */
#include "document.h"

#include "../base/error.h"
#include "../base/options.h"

#include <stdalign.h>

/* One multiplication per 16 bytes, as in wyhash (Wang Yi, public domain), which passes SMHasher. */
static uint64_t mix(uint64_t a, uint64_t b) {
    const bits_u128 product = bits_multiply(a, b);
    return product.low ^ product.high;
}

static uint64_t key_hash(uint64_t seed, const char *key, size_t length) {
    const uint64_t one = 0xA0761D6478BD642Fu, two = 0xE7037ED1A0B428DBu;
    const char *p = key;
    uint64_t hash = seed ^ one;
    size_t left = length;
    for (; left > 16; left -= 16, p += 16)
        hash = mix(lane_load64(p) ^ two, lane_load64(p + 8) ^ hash);
    uint64_t low = 0, high = 0;
    if (left >= 8) {
        low = lane_load64(p);
        high = lane_load64(p + left - 8);
    } else if (left >= 4) {
        low = lane_load32(p);
        high = lane_load32(p + left - 4);
    } else if (left != 0) {
        low = (uint64_t)(uint8_t)p[0] << 16 | (uint64_t)(uint8_t)p[left / 2] << 8 | (uint8_t)p[left - 1];
    }
    return mix(two ^ length, mix(low ^ two, high ^ hash));
}

struct lane_table {
    const lane_value *container;
    const lane_allocator *allocator; /* NULL: in the caller's memory */
    size_t size;                     /* of the block */
    uint64_t seed;      /* the table's address, which is hard to know for an attacker who makes keys collide */
    size_t count, mask; /* members; slots - 1, for an object */
    uint32_t *places;   /* distances of keys or elements */
    uint32_t *slots;    /* member number + 1; 0: free */
};

static size_t table_slots(const lane_value *container) {
    const size_t count = lane_value_count(container);
    size_t slots = 4;
    if (lane_value_type(container) != LANE_TYPE_OBJECT)
        return 0;
    while (slots < 2 * count)
        slots *= 2;
    return slots;
}

size_t lane_table_size(const lane_value *container) {
    if (lane_value_type(container) < LANE_TYPE_ARRAY || container->payload.size / sizeof(lane_value) > UINT32_MAX / 4)
        return 0;
    return sizeof(lane_table) + alignof(lane_table) +
           (lane_value_count(container) + table_slots(container)) * sizeof(uint32_t);
}

static const lane_value *table_member(const lane_table *table, size_t number) {
    return table->container + table->places[number];
}

/* Returns the slot of a key, or the free slot for it. */
static uint32_t *table_slot(const lane_table *table, const char *key, size_t length) {
    for (size_t i = (size_t)key_hash(table->seed, key, length);; i++) {
        uint32_t *slot = &table->slots[i & table->mask];
        if (*slot == 0)
            return slot;
        const lane_value *other = table_member(table, *slot - 1);
        if (lane_value_length(other) == length && memcmp(other->payload.text, key, length) == 0)
            return slot;
    }
}

static lane_table *table_fill(void *memory, size_t size, const lane_value *container, const lane_allocator *allocator) {
    const size_t skip = (0 - (size_t)(uintptr_t)memory) % alignof(lane_table);
    const size_t count = lane_value_count(container), slots = table_slots(container);
    lane_table *table = (lane_table *)(void *)((char *)memory + skip);
    *table = (lane_table){.container = container, .allocator = allocator, .size = size, .count = count};
    table->seed = (uint64_t)(uintptr_t)memory;
    table->mask = slots - 1;
    table->places = (uint32_t *)(void *)(table + 1);
    table->slots = table->places + count;
    if (slots != 0)
        memset(table->slots, 0, slots * sizeof *table->slots);
    const lane_value *member = container + 1;
    for (size_t i = 0; i < count; i++) {
        table->places[i] = (uint32_t)(member - container);
        if (slots != 0) {
            *table_slot(table, member->payload.text, lane_value_length(member)) =
                (uint32_t)i + 1; /* the last duplicate wins */
            member++;
        }
        member = lane_value_after(member);
    }
    return table;
}

lane_table *lane_table_fixed(const lane_value *container, void *memory, size_t size) {
    const size_t needed = lane_table_size(container);
    return needed == 0 || memory == NULL || size < needed ? NULL : table_fill(memory, size, container, NULL);
}

lane_table *lane_table_new(const lane_value *container, const lane_options *options, lane_error *error) {
    lane_options complete;
    const size_t size = lane_table_size(container);
    const bool allowed = lane_options_complete(options, &complete);
    void *memory = allowed && size != 0 ? lane_allocate(complete.allocator, size) : NULL;
    lane_error_set(error,
                   !allowed         ? LANE_ERROR_ARGUMENT
                   : size == 0      ? LANE_ERROR_VALUE
                   : memory == NULL ? LANE_ERROR_MEMORY
                                    : LANE_OK,
                   0);
    return memory != NULL ? table_fill(memory, size, container, complete.allocator) : NULL;
}

const lane_value *lane_table_get(const lane_table *table, const char *key, size_t length) {
    if (table == NULL || lane_value_type(table->container) != LANE_TYPE_OBJECT)
        return NULL;
    const uint32_t slot = *table_slot(table, key ? key : "", key ? length : 0);
    return slot != 0 ? table_member(table, slot - 1) + 1 : NULL;
}

const lane_value *lane_table_at(const lane_table *table, size_t index) {
    return table != NULL && index < table->count ? table_member(table, index) : NULL;
}

void lane_table_free(lane_table *table) {
    if (table != NULL && table->allocator != NULL)
        lane_release(table->allocator, table, table->size);
}
