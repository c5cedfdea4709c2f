#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Look a value up through ctypes, as any language that calls exported functions can: ctypes_lookup.py LIBRARY."""

import ctypes
import sys

lane = ctypes.CDLL(sys.argv[1])
for name, result, arguments in [
    ("lane_parse", ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p]),
    ("lane_doc_root", ctypes.c_void_p, [ctypes.c_void_p]),
    ("lane_doc_free", None, [ctypes.c_void_p]),
    ("lane_pointer_get", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]),
    ("lane_value_double", ctypes.c_double, [ctypes.c_void_p]),
    ("lane_value_text", ctypes.c_void_p, [ctypes.c_void_p]),
    ("lane_value_length", ctypes.c_size_t, [ctypes.c_void_p]),
]:
    function = getattr(lane, name)
    function.restype, function.argtypes = result, arguments

text = b'{"city": "Zurich", "area": 87.9}'  # must stay as long as the document
doc = lane.lane_parse(text, len(text), None, None)
root = lane.lane_doc_root(doc)
city = lane.lane_pointer_get(root, b"/city", 5)
print(ctypes.string_at(lane.lane_value_text(city), lane.lane_value_length(city)).decode())
print(lane.lane_value_double(lane.lane_pointer_get(root, b"/area", 5)))
lane.lane_doc_free(doc)
