/* SPDX-License-Identifier: MIT */
/* Looks up members of containers, by index and by key. */
#include "document.h"

/* Returns whether no member of a container is a container, so that its values are adjacent. */
static bool container_is_flat(const lane_value *container, size_t values) {
    return container->payload.size == (values + 1) * sizeof *container;
}

const lane_value *lane_array_get(const lane_value *array, size_t index) {
    if (lane_value_type(array) != LANE_TYPE_ARRAY || index >= lane_value_count(array))
        return NULL;
    if (container_is_flat(array, lane_value_count(array)))
        return array + 1 + index;
    const lane_value *element = array + 1;
    for (; index != 0; index--)
        element = lane_value_after(element);
    return element;
}

/* A key to search for: its length, and its first and last bytes, which nearly always tell other keys of the same length
 * apart without a call. */
typedef struct {
    const char *text;
    uint64_t length, first, last;
} key_probe;

/* The lengths of keys by the bytes that a probe's words hold. */
typedef enum { KEY_SHORT /* at most 7 */, KEY_WORDS /* 8 to 16 */, KEY_LONG /* longer */ } key_class;

LANE_INLINE uint64_t key_first(const char *text, size_t length, key_class class) {
    if (class != KEY_SHORT)
        return lane_load64(text);
    if (length >= 4)
        return lane_load32(text) | (uint64_t)lane_load32(text + length - 4) << 32;
    return length == 0 ? 0
                       : (uint8_t)text[0] | (uint64_t)(uint8_t)text[length / 2] << 8 |
                             (uint64_t)(uint8_t)text[length - 1] << 16;
}

LANE_INLINE bool key_matches(const lane_value *key, const key_probe *probe, key_class class) {
    const char *text = key->payload.text;
    const size_t length = (size_t)probe->length;
    if (key->tag >> LANE_VALUE_LENGTH_SHIFT != probe->length || key_first(text, length, class) != probe->first)
        return false;
    if (class == KEY_SHORT)
        return true;
    return lane_load64(text + length - 8) == probe->last &&
           (class == KEY_WORDS || memcmp(text + 8, probe->text + 8, length - 16) == 0);
}

/* Returns the value of the last member with the key, or of the first one. */
LANE_INLINE const lane_value *object_search(const lane_value *object, const key_probe *probe, key_class class,
                                            bool first) {
    const size_t count = lane_value_count(object);
    const lane_value *key = object + 1, *found = NULL;
    if (container_is_flat(object, 2 * count)) {
        const lane_value *const end = key + 2 * count;
        if (first) {
            for (; key < end; key += 2) {
                if (key_matches(key, probe, class))
                    return key + 1;
            }
        } else {
            for (key = end; key > object + 1;) {
                key -= 2;
                if (key_matches(key, probe, class))
                    return key + 1;
            }
        }
        return NULL;
    }
    for (size_t left = count; left != 0; left--, key = lane_value_after(key + 1)) {
        if (key_matches(key, probe, class)) {
            found = key + 1;
            if (first)
                break;
        }
    }
    return found;
}

LANE_INLINE const lane_value *object_find(const lane_value *object, const char *key, size_t length, bool first) {
    length = key ? length : 0;
    if (lane_value_type(object) != LANE_TYPE_OBJECT)
        return NULL;
    key_probe probe = {.text = key, .length = length};
    if (length < 8) {
        probe.first = key_first(key, length, KEY_SHORT);
        return object_search(object, &probe, KEY_SHORT, first);
    }
    probe.first = lane_load64(key);
    probe.last = lane_load64(key + length - 8);
    return length <= 16 ? object_search(object, &probe, KEY_WORDS, first)
                        : object_search(object, &probe, KEY_LONG, first);
}

const lane_value *lane_object_get(const lane_value *object, const char *key, size_t length) {
    return object_find(object, key, length, false);
}

const lane_value *lane_object_first(const lane_value *object, const char *key, size_t length) {
    return object_find(object, key, length, true);
}

size_t lane_object_pick(const lane_value *object, const lane_key *keys, size_t count, const lane_value **ret_values) {
    if (keys == NULL || ret_values == NULL)
        return 0;
    for (size_t i = 0; i < count; i++)
        ret_values[i] = NULL;
    if (lane_value_type(object) != LANE_TYPE_OBJECT || count == 0)
        return 0;
    size_t found = 0, next = 0; /* keys are often requested in the order of the members */
    const lane_value *member = object + 1;
    for (size_t left = lane_value_count(object); left != 0; left--, member = lane_value_after(member + 1)) {
        for (size_t tries = count; tries != 0; tries--) {
            const size_t at = next;
            next = next + 1 == count ? 0 : next + 1;
            if (lane_key_is(member, keys[at].text, keys[at].text ? keys[at].length : 0)) {
                found += ret_values[at] == NULL;
                ret_values[at] = member + 1;
                break;
            }
        }
    }
    return found;
}
