/* SPDX-License-Identifier: MIT */
/* Names, signatures and docstrings of the functions. */
#include "methods.h"

#include "canonical.h"
#include "items.h"
#include "lines.h"
#include "parser.h"
#include "rows.h"
#include "texts.h"

#define KEYWORDS_OF_LOADS                                                                               \
    "object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, " \
    "array_hook=None, strict=True"

#define KEYWORDS_OF_JSONC "comments=False, trailing_commas=False"

#define KEYWORDS_OF_DUMPS                                                                                 \
    "skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, separators=None, " \
    "default=None, sort_keys=False, **kw"

/* clang-format off */
#define ITER_LINES_DOC \
    "Iterate over the values of a text of any number of JSON documents.\n" \
    "\n" \
    "The text is NDJSON (JSON Lines), documents with or without white space between them, or RFC 7464 (0x1E\n" \
    "before each). A document may span lines, and blank lines are ignored. A number, true, false or null ends\n" \
    "at white space, a bracket or a quote.\n" \
    "\n" \
    "source is the text itself, as str, bytes or any C-contiguous buffer; the path of a file, as os.PathLike (a\n" \
    "str is text, so wrap a path in pathlib.Path); a binary or text file or a socket, of which read1, read,\n" \
    "readline or recv is called; or an iterable of chunks, str or bytes, cut anywhere. Bytes are UTF-8, UTF-16\n" \
    "or UTF-32. The hooks and strict are those of loads, and so are comments, which may also stand between\n" \
    "documents, and trailing_commas.\n" \
    "\n" \
    "Returns an iterator, which is also a context manager. Its end and its close() close a file that was opened\n" \
    "from a path, and no other file. Its attribute record counts the documents, from 1. Memory: the largest\n" \
    "document and about 64 KiB. Time: linear in the bytes, however they are cut. Only one thread at a time may\n" \
    "use it; another one gets ValueError.\n" \
    "\n" \
    "Raises TypeError for other sources. The iteration raises RecordDecodeError, a JSONDecodeError with the\n" \
    "record, the line and the column, for text that is not JSON or not UTF-8; the next call continues after the\n" \
    "line in which that document starts. on_error='skip' omits faulty documents; a callable, such as the append\n" \
    "of a list, is called with each error instead."

#define ITER_ITEMS_DOC \
    "Iterate over the members of a large array or object within one JSON document, without holding the rest.\n" \
    "\n" \
    "source is as in iter_lines. pointer is a JSON Pointer (RFC 6901) whose last part is ``*``: ``/items/*``\n" \
    "yields the elements of the array, or the values of the object, in the member 'items' of the root; ``/*``\n" \
    "those of the root itself. A ``*`` before the last part matches each member: ``/pages/*/items/*``. Other\n" \
    "parts are keys, or indices in an array. The hooks and strict are those of loads; hooks are called for\n" \
    "the items and the values in them, up to 64 KiB of text ahead.\n" \
    "\n" \
    "Returns an iterator, which is also a context manager. Its end, a fault, and its close() close a file that\n" \
    "was opened from a path, and no other file. Its attribute key is the key, a str, or the index, an int, of\n" \
    "the last item returned. Memory: the largest item, and about 64 KiB of text with its objects. Time: linear\n" \
    "in the bytes. There are no items if the pointer matches nothing. Only one thread at a time may use it;\n" \
    "another one gets ValueError.\n" \
    "\n" \
    "Raises TypeError for other sources, and ValueError for other pointers. The iteration raises\n" \
    "StreamDecodeError, with the message of loads and the place in the whole source, after the items before the\n" \
    "fault, and then ends; the document is parsed and checked to its end."

#define LOADS_PARTIAL_DOC \
    "Parse the start of a JSON text, cut off anywhere, and return its value so far.\n" \
    "\n" \
    "s is as in loads; UTF-8 may be cut within a character. Containers that are still open hold the members\n" \
    "parsed so far. Keys without a value, and numbers and words that more text could extend, are omitted.\n" \
    "strings decides about a string value that is not closed: 'drop' omits it, 'keep' returns its complete\n" \
    "characters so far; a key that is not closed is always omitted. The hooks and strict are those of loads;\n" \
    "hooks are called with complete values only, so an object that is still open is a dict.\n" \
    "\n" \
    "Returns None if there is no value yet. Raises JSONDecodeError, with the message and the place of loads, if\n" \
    "no further text could make s valid. Time and memory: linear. Parser does this for a text that grows."

#define DUMP_LINES_DOC \
    "Write each row as one line of JSON (NDJSON, JSON Lines) to fp, a text or binary file.\n" \
    "\n" \
    "rows is any iterable, read as lines are written. The keywords are those of dumps except indent, which\n" \
    "raises TypeError. fp.write is called with about 64 KiB at a time, and at the end with the rest; fp is\n" \
    "neither flushed nor closed. Memory: the largest row and about 64 KiB.\n" \
    "\n" \
    "Raises the exceptions of dumps, rows and fp.write; the rows before a faulty one have been written by then.\n" \
    "Raises ValueError for a row that separators or cls break into several lines."

#define DUMPB_LINES_DOC \
    "Return the rows of an iterable as lines of JSON (NDJSON, JSON Lines), as UTF-8.\n" \
    "\n" \
    "The keywords and exceptions are those of dump_lines; each row is the result of dumpb, and a newline. Time\n" \
    "and memory are linear in the text."

#define CANONICAL_DOC \
    "Return the canonical JSON text of RFC 8785 (JCS) for a Python object, as UTF-8, to be hashed or signed.\n" \
    "\n" \
    "Members are in the order of their keys' UTF-16 units, numbers are those of ECMAScript, strings have the\n" \
    "fewest escapes, and there is no white space. obj is a str, int, float, bool, None, list, tuple, or dict\n" \
    "with str keys, or an instance of a subclass, which is written by its contents. Time: n log n in the\n" \
    "members of an object, else linear; memory: linear; any depth.\n" \
    "\n" \
    "Raises TypeError for other types and keys; ValueError for NaN, infinities, an int that no double equals\n" \
    "(2**53 + 1), and cycles; UnicodeEncodeError, a ValueError, for a lone surrogate. The message ends with the\n" \
    "value's JSON Pointer."

#define VALIDATE_DOC \
    "Return None if s is one JSON text (RFC 8259), and raise if it is not. Creates no objects.\n" \
    "\n" \
    "s is as in loads; comments and trailing_commas allow those, as in loads. Raises JSONDecodeError with the\n" \
    "message and the place of loads, also for NaN and infinities; UnicodeDecodeError for bytes that are not\n" \
    "valid in their encoding; and TypeError for other types. Time: linear, two to five times as fast as loads.\n" \
    "Memory: a bit for each open container beyond 1024; that of the text for a non-ASCII str. Any depth."

#define MINIFY_DOC \
    "Return a JSON text without the white space between its tokens: a str if s is one, else bytes of UTF-8.\n" \
    "\n" \
    "s is as in loads, NaN and infinities included; all tokens stay unchanged. comments=True and\n" \
    "trailing_commas=True allow those, as in loads; the result is then that of format(s, 0), without them.\n" \
    "Raises the exceptions of loads. Time and memory: linear. Any depth."

#define FORMAT_DOC \
    "Return a JSON text with a new layout: a str if s is one, else bytes of UTF-8.\n" \
    "\n" \
    "Each item is on its own line, with `indent` spaces (0 to 1000) a level; 0 writes one line without white\n" \
    "space. s is as in loads, NaN and infinities included. Members keep their order, also those with duplicate\n" \
    "keys, and numbers their text. Strings get the fewest escapes; if a lone surrogate is escaped, all\n" \
    "non-ASCII characters are. comments and trailing_commas allow those, as in loads; they are not written.\n" \
    "\n" \
    "Raises the exceptions of loads, and ValueError for another indent. Time and memory: linear, 16 bytes a\n" \
    "value. Any depth."
/* clang-format on */

const PyMethodDef lane_py_stream_methods[] = {
    {"iter_lines", (PyCFunction)(void (*)(void))lane_py_iter_lines, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("iter_lines($module, source, *, on_error='raise', " KEYWORDS_OF_LOADS ", " KEYWORDS_OF_JSONC
               ")\n--\n\n" ITER_LINES_DOC)},
    {"iter_items", (PyCFunction)(void (*)(void))lane_py_iter_items, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("iter_items($module, source, pointer, *, " KEYWORDS_OF_LOADS ")\n--\n\n" ITER_ITEMS_DOC)},
    {"loads_partial", (PyCFunction)(void (*)(void))lane_py_loads_partial, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("loads_partial($module, s, *, strings='drop', " KEYWORDS_OF_LOADS ")\n--\n\n" LOADS_PARTIAL_DOC)},
    {"canonical", lane_py_canonical, METH_O, PyDoc_STR("canonical($module, obj, /)\n--\n\n" CANONICAL_DOC)},
    {"dump_lines", (PyCFunction)(void (*)(void))lane_py_dump_lines, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("dump_lines($module, rows, fp, /, *, " KEYWORDS_OF_DUMPS ")\n--\n\n" DUMP_LINES_DOC)},
    {"dumpb_lines", (PyCFunction)(void (*)(void))lane_py_dumpb_lines, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("dumpb_lines($module, rows, /, *, " KEYWORDS_OF_DUMPS ")\n--\n\n" DUMPB_LINES_DOC)},
    {"validate", (PyCFunction)(void (*)(void))lane_py_validate, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("validate($module, s, *, " KEYWORDS_OF_JSONC ")\n--\n\n" VALIDATE_DOC)},
    {"minify", (PyCFunction)(void (*)(void))lane_py_minify, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("minify($module, s, *, " KEYWORDS_OF_JSONC ")\n--\n\n" MINIFY_DOC)},
    {"format", (PyCFunction)(void (*)(void))lane_py_format, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("format($module, s, indent=2, *, " KEYWORDS_OF_JSONC ")\n--\n\n" FORMAT_DOC)},
    {NULL, NULL, 0, NULL},
};
