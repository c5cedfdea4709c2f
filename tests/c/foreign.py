#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read a document through ctypes, as a language does that cannot compile the header's inline functions.

Usage: foreign.py LIBRARY
"""

import ctypes
import sys


class Value(ctypes.Structure):
    _fields_ = (("tag", ctypes.c_uint64), ("payload", ctypes.c_uint64))


class Iterator(ctypes.Structure):
    _fields_ = (("next", ctypes.c_void_p), ("elements", ctypes.c_size_t), ("members", ctypes.c_size_t))


POINTER, SIZE, TEXT = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
PROTOTYPES = {
    "lane_parse": (POINTER, TEXT, SIZE, POINTER, POINTER),
    "lane_doc_root": (POINTER, POINTER),
    "lane_doc_free": (None, POINTER),
    "lane_object_get": (POINTER, POINTER, TEXT, SIZE),
    "lane_value_type": (ctypes.c_int, POINTER),
    "lane_value_bool": (ctypes.c_bool, POINTER),
    "lane_value_int": (ctypes.c_int64, POINTER),
    "lane_value_uint": (ctypes.c_uint64, POINTER),
    "lane_value_double": (ctypes.c_double, POINTER),
    "lane_value_text": (POINTER, POINTER),
    "lane_value_length": (SIZE, POINTER),
    "lane_value_count": (SIZE, POINTER),
    "lane_value_after": (POINTER, POINTER),
    "lane_iterate": (Iterator, POINTER),
    "lane_array_next": (POINTER, POINTER),
    "lane_object_next": (POINTER, POINTER, POINTER),
    "lane_version_number": (ctypes.c_uint,),
}

NONE, NULL, BOOL, INT, UINT, DOUBLE, NUMBER, STRING, ARRAY, OBJECT = range(10)


def load(path):
    library = ctypes.CDLL(path)
    for name, (result, *arguments) in PROTOTYPES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def tree(lane, value):
    """Return the value as Python objects."""
    kind = lane.lane_value_type(value)
    it, member = lane.lane_iterate(value), POINTER()
    if kind == ARRAY:
        elements = iter(lambda: lane.lane_array_next(ctypes.byref(it)), None)
        return [tree(lane, element) for element in elements]
    if kind == OBJECT:
        keys = iter(lambda: lane.lane_object_next(ctypes.byref(it), ctypes.byref(member)), None)
        return {tree(lane, key): tree(lane, member) for key in keys}
    if kind == STRING:
        return ctypes.string_at(lane.lane_value_text(value), lane.lane_value_length(value)).decode()
    read = {BOOL: lane.lane_value_bool, INT: lane.lane_value_int, UINT: lane.lane_value_uint}
    return read.get(kind, lane.lane_value_double)(value) if kind != NULL else None


def main():
    lane = load(sys.argv[1])
    text = b'{"a": [1, -2, 18446744073709551615, 2.5, true, null], "b": {"c": "d"}, "e": {}}'
    doc = lane.lane_parse(text, len(text), None, None)
    root = lane.lane_doc_root(doc)
    checks = [
        tree(lane, root) == {"a": [1, -2, 2**64 - 1, 2.5, True, None], "b": {"c": "d"}, "e": {}},
        lane.lane_value_count(lane.lane_object_get(root, b"a", 1)) == 6,
        lane.lane_value_after(root) - root == 16 * 15,
        lane.lane_value_type(None) == NONE,
        lane.lane_version_number() > 0,
    ]
    lane.lane_doc_free(doc)
    print(f"foreign: {sum(checks)} passed, {len(checks) - sum(checks)} failed")
    return not all(checks)


if __name__ == "__main__":
    sys.exit(main())
