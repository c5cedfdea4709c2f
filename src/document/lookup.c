/* SPDX-License-Identifier: MIT */
/* Members of containers, by number and by key. */
#include "document.h"

const lane_value *lane_array_get(const lane_value *array, size_t index) {
    if (lane_value_type(array) != LANE_TYPE_ARRAY || index >= lane_value_count(array))
        return NULL;
    /* No member is a container exactly if the array ends right after as many values. */
    if (array->payload.size == (lane_value_count(array) + 1) * sizeof(lane_value))
        return array + 1 + index;
    const lane_value *element = array + 1;
    for (; index != 0; index--)
        element = lane_value_after(element);
    return element;
}

/* Length and bytes; tags are compared first because most keys differ there. */
const lane_value *lane_object_get(const lane_value *object, const char *key, size_t length) {
    const lane_value *found = NULL;
    length = key ? length : 0;
    if (lane_value_type(object) != LANE_TYPE_OBJECT)
        return NULL;
    const lane_value *member = object + 1;
    for (size_t left = lane_value_count(object); left != 0; left--, member = lane_value_after(member + 1))
        found = lane_key_is(member, key, length) ? member + 1 : found;
    return found;
}

const lane_value *lane_object_first(const lane_value *object, const char *key, size_t length) {
    length = key ? length : 0;
    if (lane_value_type(object) != LANE_TYPE_OBJECT)
        return NULL;
    const lane_value *member = object + 1;
    for (size_t left = lane_value_count(object); left != 0; left--, member = lane_value_after(member + 1)) {
        if (lane_key_is(member, key, length))
            return member + 1;
    }
    return NULL;
}

size_t lane_object_pick(const lane_value *object, const lane_key *keys, size_t count, const lane_value **ret_values) {
    if (keys == NULL || ret_values == NULL)
        return 0;
    for (size_t i = 0; i < count; i++)
        ret_values[i] = NULL;
    if (lane_value_type(object) != LANE_TYPE_OBJECT || count == 0)
        return 0;
    size_t found = 0, next = 0; /* keys are often asked for in the order in which they stand */
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
