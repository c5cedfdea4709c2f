/* SPDX-License-Identifier: MIT */
/* Names, signatures and docstrings of the functions. */
#include "methods.h"

#include "canonical.h"
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
    "Iterate over the values of a text that holds any number of JSON documents.\n" \
    "\n" \
    "That is NDJSON (JSON Lines), documents after each other with or without white space between, and RFC 7464\n" \
    "(0x1E before each). A document may span lines, and blank lines are passed over. A number, true, false or\n" \
    "null ends at white space, a bracket or a quote.\n" \
    "\n" \
    "source is the text itself, as str, bytes or any C-contiguous buffer; the path of a file, as os.PathLike (a\n" \
    "str is text, so wrap a path in pathlib.Path); a binary or text file or a socket, of which read1, read,\n" \
    "readline or recv is called; or an iterable of chunks, str or bytes, cut anywhere. Bytes are UTF-8, UTF-16\n" \
    "or UTF-32. The hooks and strict are those of loads.\n" \
    "\n" \
    "Returns an iterator that is a context manager too. Its end and its close() close the file that was opened\n" \
    "for a path, and no other. Its attribute record counts the documents, from 1. It takes memory for the\n" \
    "largest document and some 64 KiB, and time linear in the bytes, however they are cut. One thread at a time\n" \
    "may use it: another gets ValueError meanwhile.\n" \
    "\n" \
    "Raises TypeError for any other source. The iteration raises RecordDecodeError, a JSONDecodeError that\n" \
    "tells the record, the line and the column, for what is not JSON or not UTF-8; the next call continues\n" \
    "after the line in which that document starts. on_error='skip' leaves faulty documents out; a callable, such\n" \
    "as the append of a list, is called with each error instead."

#define LOADS_PARTIAL_DOC \
    "Turn the beginning of a JSON text, cut off anywhere, into the value that stands so far.\n" \
    "\n" \
    "s is what loads takes, in UTF-8 cut within a character too. Containers that are still open hold what has been\n" \
    "read of them. Keys without a value, and numbers and words that more text may lengthen, are left out. strings\n" \
    "says what becomes of a string that is not closed: 'drop' leaves it out, 'keep' gives its whole characters so\n" \
    "far; a key that is not closed is always left out. The hooks and strict are those of loads; hooks are called\n" \
    "with what is whole, so an object that is still open is a dict.\n" \
    "\n" \
    "Returns None where nothing stands yet. Raises JSONDecodeError, with the message and the place of loads, for\n" \
    "what no more text can make right. Time and memory: linear. Parser does this for a text that grows."

#define DUMP_LINES_DOC \
    "Write each row as one line of JSON (NDJSON, JSON Lines) to fp, a text or binary file.\n" \
    "\n" \
    "rows is any iterable, and is read on as lines are written. The keywords are those of dumps but for indent,\n" \
    "which is refused with TypeError. fp.write is called with some 64 KiB at a time, and at the end with the\n" \
    "rest; fp is neither flushed nor closed. Memory: the largest row and some 64 KiB.\n" \
    "\n" \
    "Raises what dumps raises, and what rows and fp.write raise; the rows before a faulty one have been written\n" \
    "then. Raises ValueError for a row that separators or cls make several lines of."

#define DUMPB_LINES_DOC \
    "Turn the rows of an iterable into lines of JSON (NDJSON, JSON Lines), as UTF-8.\n" \
    "\n" \
    "The keywords, and what is raised, are those of dump_lines; each row is what dumpb makes of it, and a\n" \
    "newline. Time and memory are linear in the text."

#define CANONICAL_DOC \
    "Turn a Python object into the one JSON text that RFC 8785 (JCS) has for it, as UTF-8, to be hashed or\n" \
    "signed.\n" \
    "\n" \
    "Members are in the order of their keys' UTF-16 units, numbers are those of ECMAScript, strings have the\n" \
    "fewest escapes, and no white space is written. obj is a str, int, float, bool, None, list, tuple, or dict\n" \
    "with str keys, or an instance of a subclass, which is written by its contents. Time: n log n in the\n" \
    "members of an object, else linear; memory: linear; any depth.\n" \
    "\n" \
    "Raises TypeError for other types and keys; ValueError for NaN, infinities, an int that no double is (2**53\n" \
    "+ 1), and cycles; UnicodeEncodeError, a ValueError, for a lone surrogate. The message ends with\n" \
    "the value's JSON Pointer."

#define VALIDATE_DOC \
    "Return None if s is one JSON text (RFC 8259), and raise if it is not. No objects are made.\n" \
    "\n" \
    "s is what loads takes; comments and trailing_commas allow those, as in loads. Raises JSONDecodeError with\n" \
    "the message and the place of loads, for NaN and the infinities too, UnicodeDecodeError for bytes that are\n" \
    "no text, and TypeError for other types. Time: linear, two to five times as fast as loads. Memory: a bit for\n" \
    "each open container beyond 1024; that of the text for a non-ASCII str. Any depth."

#define MINIFY_DOC \
    "Return a JSON text without the white space between its tokens: a str if s is one, else bytes of UTF-8.\n" \
    "\n" \
    "s is what loads takes, NaN and the infinities too, and everything but white space stays as it is written.\n" \
    "With comments=True or trailing_commas=True, which allow those as in loads, the text is what format(s, 0)\n" \
    "makes of it, without them. Raises what loads raises. Time and memory: linear. Any depth."

#define FORMAT_DOC \
    "Return a JSON text laid out anew: a str if s is one, else bytes of UTF-8.\n" \
    "\n" \
    "Each item is on a line of its own, with `indent` spaces (0 to 1000) a level; with 0 all is in one line,\n" \
    "without white space. s is what loads takes, NaN and the infinities too. Members stay in their order, also\n" \
    "those whose key is there twice, and numbers as they are written. Strings get the fewest escapes; where\n" \
    "a lone surrogate is escaped, all non-ASCII characters are. comments and trailing_commas allow those, as\n" \
    "in loads; they are not written.\n" \
    "\n" \
    "Raises what loads raises, and ValueError for another indent. Time and memory: linear, 16 bytes a value.\n" \
    "Any depth."
/* clang-format on */

const PyMethodDef lane_py_stream_methods[] = {
    {"iter_lines", (PyCFunction)(void (*)(void))lane_py_iter_lines, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("iter_lines($module, source, *, on_error='raise', " KEYWORDS_OF_LOADS ")\n--\n\n" ITER_LINES_DOC)},
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
