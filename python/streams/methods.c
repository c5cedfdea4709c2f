/* SPDX-License-Identifier: MIT */
/* What the functions are called, what they take, and what they promise. */
#include "methods.h"

#include "lines.h"

#define KEYWORDS_OF_LOADS                                                                               \
    "object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, " \
    "array_hook=None, strict=True"

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
    "tells the record, the line and the column, for what is not JSON or not UTF-8; the next call goes on behind\n" \
    "the line in which that document starts. With on_error='skip' faulty documents are left out; a callable, as\n" \
    "the append of a list, is called with each error instead."
/* clang-format on */

const PyMethodDef lane_py_stream_methods[] = {
    {"iter_lines", (PyCFunction)(void (*)(void))lane_py_iter_lines, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("iter_lines($module, source, *, on_error='raise', " KEYWORDS_OF_LOADS ")\n--\n\n" ITER_LINES_DOC)},
    {NULL, NULL, 0, NULL},
};
