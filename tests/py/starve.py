# SPDX-License-Identifier: MIT
"""Makes every allocation of a set of calls fail in turn: `starve.py python`, or `malloc SHIM` under LD_PRELOAD.

For each call and each n: the n-th allocation fails; the call raises MemoryError or returns what it should; the same
call then succeeds; nothing is left behind. Prints the number of failed allocations as the first word of its last
line."""

import ctypes
import datetime
import decimal
import gc
import importlib.util
import sys
import uuid
from functools import partial
from itertools import repeat
from types import SimpleNamespace

from compare import same
from objects import Colour, Derived, Opaque, Slots
from subject import face, is_lanejson, orjson_face

try:
    import numpy
except ImportError:
    numpy = None

# So many calls in a row in which nothing failed: then there was no n-th allocation any more.
ENOUGH = 12

DOCUMENTS = (
    "1",
    "123456789012345678901234567890",
    '"text"',
    '"\\ud83d\\ude00 \\u00e9 escaped \\n ' + "x" * 100 + '"',
    '{"a":1}',
    '{"a":1,"b":[1.5,true,null],"a":2}',
    "[" + ",".join(str(number) for number in range(300, 380)) + "]",
    "[" + "null," * 70_000 + "{}]",
    "[" + ",".join('{"id":%d,"name":"n%d","é":[]}' % (n, n) for n in range(12)) + "]",
    "{" + ",".join('"key %d":"value %d"' % (n, n) for n in range(40)) + "}",
    "[[[[[[[[{}]]]]]]]]",
    '["中文", "é", "😀", {"ключ": "знач"}]',
    " \n".join(["[", "1.5e3,", "-0.25,", "NaN,", "1e300", "]"]),
    '[1, "unclosed',
    '{"a":1, "b" 2}',
    '["\\u12"]',
    "[1,\n\n é]",
)

OBJECTS = (
    [1, 2.5, "text", None, True, 2**80],
    {"a": [1, {"b": "é 中 😀"}], "c" * 60: (1,), "d": {}},
    ["x" * 3000, "é" * 3000, "中" * 3000, "😀" * 3000],
    list(range(1000, 1300)),
    {1: 2, None: 3, 1.5: 4, True: 5, "z": 6},
    [Opaque(), [Opaque()]],
    {"k": {(1, 2): 3}},
    [[[[[[[[]]]]]]]],
    *(None, {}, 12345, 1.5, "text", "x" * 300),
)


def calls():
    """(what, function) of everything that is starved. Each function may be called any number of times, and has no frame
    of its own: where there is no memory for one, CPython 3.11 raises nothing, and its debug build ends."""
    yield from json_calls()
    if is_lanejson:  # orjson itself has other answers to a lack of memory.
        yield from orjson_calls()


def json_calls():
    for text in DOCUMENTS:
        data = text.encode()
        yield f"loads({text[:30]!r})", partial(face.loads, text)
        yield f"loads({data[:30]!r})", partial(face.loads, data)
        yield (
            f"loads({text[:30]!r}, hooks)",
            partial(face.loads, text, object_pairs_hook=len, parse_float=str, parse_int=float),
        )
    yield "loads(UTF-16)", partial(face.loads, '["é"]'.encode("utf-16"))
    yield "load", partial(face.load, SimpleNamespace(read=partial(str, '{"a":[1,2]}')))
    for number, value in enumerate(OBJECTS):
        for keywords in (
            {},
            {"indent": 2},
            {"sort_keys": True},
            {"ensure_ascii": False},
            {"skipkeys": True, "default": repr},
        ):
            if "sort_keys" in keywords and number == 4:
                continue
            yield f"dumps(OBJECTS[{number}], {keywords})", partial(face.dumps, value, **keywords)
    yield "dump", partial(face.dump, OBJECTS[1], SimpleNamespace(write=len))
    if is_lanejson:
        rows = [{"a": [number, "é" * 9], "b": {}} for number in range(1500)]
        for keywords in ({}, {"ensure_ascii": False}, {"indent": 1}):
            yield f"dump(rows, {keywords})", partial(face.dump, rows, SimpleNamespace(write=len), **keywords)
            chunks = partial(face._lanejson._iterencode, face.JSONEncoder(**keywords))
            yield f"iterencode(rows, {keywords})", partial(next, map(list, map(chunks, repeat(rows), repeat(True))))
        yield "dump(Opaque)", partial(face.dump, [*rows, Opaque()], SimpleNamespace(write=len))
    if is_lanejson:
        yield from stream_calls()


def stream_calls():
    for text in ('{"a":[1,2.5]}\n"é"\n[x]\n3', "[" + "1," * 300 + "1]\n" * 3):
        for source in (text, text.encode(), text.encode("utf-16"), [text[:7], text[7:]]):
            yield f"iter_lines({source[:10]!r})", listing(face.iter_lines, source, on_error="skip")
    yield "iter_lines(wrong)", listing(face.iter_lines, "1\n[x]")
    yield "iter_lines(not UTF-8)", listing(face.iter_lines, b"[\xff]", object_hook=len)

    members = '{"skip": [{"x": 1}], "a": [1, {"b": "é"}, [2.5]], "b": {"k": "v", "l": [{}]}}'
    for pointer in ("/a/*", "/*/*", "/b/l/0/*"):
        for source in (members, members.encode(), [members[:40], members[40:]]):
            yield f"iter_items({source[:9]!r}, {pointer})", listing(face.iter_items, source, pointer=pointer)
    yield "iter_items(wrong)", listing(face.iter_items, "[1, [2], x", pointer="/*")
    yield "iter_items(pointer)", listing(face.iter_items, "[]", pointer="/a")
    hooked = {"object_pairs_hook": len, "array_hook": tuple, "parse_int": str}
    yield "iter_items(hooks)", listing(face.iter_items, members, pointer="/b/*", **hooked)

    for text in (*DOCUMENTS, '{"a": [1, {"b": [2], "c": "unclosed \\u00e9', "[" * 40 + "{"):
        yield f"loads_partial({text[:30]!r})", partial(face.loads_partial, text, strings="keep")
        hooks = {"object_pairs_hook": len, "array_hook": tuple, "parse_int": str}
        yield f"loads_partial({text[:30]!r}, hooks)", partial(face.loads_partial, text.encode(), **hooks)

    for value in OBJECTS[:3]:
        yield f"dumpb_lines({str(value)[:9]})", partial(face.dumpb_lines, [value] * 3)
        yield f"dump_lines({str(value)[:9]})", partial(face.dump_lines, [value] * 3, SimpleNamespace(write=len))
    for text in ('{"a": [1, "é", "\\ud800"]}', "[" * 2000 + "1" + "]" * 2000, "[1,"):
        for source in (text, text.encode(), text.encode("utf-16")):
            for function in (face.validate, face.minify, face.format):
                yield f"{function.__name__}({source[:9]!r})", partial(function, source)
    for text in ('/* é */ {"a": [1, // 2\n], }', "[1, /*"):
        for function in (face.loads, face.validate, face.minify, face.format):
            yield f"{function.__name__}(JSONC)", partial(function, text, comments=True, trailing_commas=True)
        for source in (text, [text[:3], text[3:]]):
            yield "iter_lines(JSONC)", listing(face.iter_lines, source, comments=True, trailing_commas=True)
    for keywords in ({}, {"indent": 1}):
        yield f"Writer({keywords})", partial(write_rows, keywords)
    for source in ('{"a": [1, "é", {"b": 2.5}]}', b"[1.50]", "[1,", '{"a":1}'.encode("utf-16")):
        yield f"Document({source[:9]!r})", partial(face.Document, source)
    document = face.Document('{"a": [1, "é", {"b": 2.5}], "c": "\\ud800"}')
    for name in ("value", "__reduce__"):
        yield f"Document.{name}", getattr(document, name)
    for dumps in (face.dumps, face.dumpb, orjson_face.dumps):
        yield f"{dumps.__name__}(Document)", partial(dumps, [document["a"], document["a"]])
    yield "dump_lines(no file)", partial(face.dump_lines, [1], None)
    yield "Document.at", partial(document.at, "/a/2/b")
    yield "Document[key]", partial(document.__getitem__, "c")
    yield "list(Document)", partial(list, document)
    yield "canonical", partial(face.canonical, {"b": [1, 2.5, {"é": "中"}], "a": [[[]]] * 20})
    yield "canonical(NaN)", partial(face.canonical, {"a": [float("nan")]})
    yield "dump_lines(binary)", partial(face.dump_lines, [1, [2]], SimpleNamespace(write=len, mode="wb"))


def write_rows(keywords):
    file = []
    with face.Writer(SimpleNamespace(write=file.append), **keywords) as writer, writer.object():
        writer.key("é")
        with writer.array():
            writer.value([1, {"a": "é"}])
            writer.value("x" * 70_000)
    return "".join(file)


def listing(function, source, **keywords):
    """A call that returns list(function(source, **keywords)), again and again.

    No frame of Python stands in it: CPython 3.11 loses an exception where it has no memory for the note of a frame."""
    return partial(next, map(list, map(partial(function, **keywords), repeat(source))))


def large_calls():
    """Enough to need more memory than is kept from one call to the next. Few Python objects: each costs a failure."""
    row = "[" + ",".join(["1.5"] * 200_000) + "]"
    spaced = "[" + ",\n        ".join(["null"] * 200_000) + "]"
    deep = "[" * 500 + "]" * 500
    text = '"' + "\\u00e9\\n" * 200_000 + '"'
    for name, document in (
        ("row", row),
        ("spaced", spaced),
        ("deep", deep),
        ("text", text),
        ("wide", '"' + "中😀" * 99_999 + '"'),
    ):
        yield f"loads({name})", partial(face.loads, document)
        data = document.encode()
        yield f"orjson.loads({name})", partial(orjson_face.loads, data)
    for name, value in (("long", "x" * 900_000), ("wide", "中" * 300_000), ("list", [None] * 200_000)):
        yield f"dumps({name})", partial(face.dumps, value)
        yield f"dumps({name}, not ASCII)", partial(face.dumps, value, ensure_ascii=False)
        yield f"orjson.dumps({name})", partial(orjson_face.dumps, value)


def orjson_calls():
    for text in DOCUMENTS:
        data = text.encode()
        yield f"orjson.loads({data[:30]!r})", partial(orjson_face.loads, data)
        yield f"orjson.loads({text[:30]!r})", partial(orjson_face.loads, text)
        hooks = {"object_hook": list, "parse_float": str, "parse_int": str}
        yield f"orjson.loads({text[:30]!r}, hooks)", partial(orjson_face.loads, text, **hooks)
    for number, value in enumerate(OBJECTS):
        for option in (0, 1, 4, 32):
            yield f"orjson.dumps(OBJECTS[{number}], {option})", partial(orjson_face.dumps, value, repr, option)
        keywords = {"indent": "é", "ensure_ascii": True, "nan": "error", "default": repr}
        yield f"orjson.dumps(OBJECTS[{number}], indent)", partial(orjson_face.dumps, value, **keywords)
    special = [
        Slots(1),
        Derived(1, 2),
        Colour.RED,
        uuid.UUID(int=1),
        datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc),
    ]
    yield "orjson.dumps(special)", partial(orjson_face.dumps, special)
    amounts = [decimal.Decimal("1.50"), {decimal.Decimal("NaN"): decimal.Decimal("-Infinity")}]
    for form in ("number", "string"):
        yield f"orjson.dumps(amounts, {form})", partial(orjson_face.dumps, amounts, None, 4 | 32, decimal=form)


def first_calls(python_fails):
    """(what, function that makes a function) of calls that find nothing in the extension's caches."""
    day = datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc)
    natives = [Colour.RED, uuid.UUID(int=1), day, Slots(1), Derived(1, 2)]
    keys = {Colour.RED: 1, uuid.UUID(int=1): 2, day: 3}
    for option in (0, 1 | 32):
        yield f"natives {option}", lambda option=option: partial(fresh().strict_dumps, natives, None, option)
    amounts = [decimal.Decimal("1.50")]
    yield "amounts", lambda: partial(fresh().strict_dumps, amounts, decimal="number")
    yield "native keys", lambda: partial(fresh().strict_dumps, keys, None, 4 | 32)
    if numpy is not None:
        arrays = [numpy.array([1.5]), numpy.array(["2020-01-02"], "datetime64[D]"), numpy.float32(1)]
        yield "arrays", lambda: partial(fresh().strict_dumps, arrays, repr, 16)
    yield "read", lambda: partial(fresh().loads, DOCUMENTS[7])
    for text in ('[1234567, "é"]', '["中文 \\n"]', '["é"]', '[1234567, "' + "😀" * 3000 + '"]'):
        yield f"read {text[:10]}", lambda text=text: partial(fresh().loads, text.encode())
    if not python_fails:  # These ask json, whose Python code ends CPython 3.12 where it is out of memory.
        yield "left out", lambda: partial(fresh().dumps, [{(): 1}], indent=1, skipkeys=True)
        yield "refused", lambda: partial(fresh().dumps, [{(): Opaque()}], indent=1)
        yield "not finite", lambda: partial(fresh().dumps, [1, float("nan")], allow_nan=False)


def fresh():
    """The extension once more, as it is after its first import."""
    spec = importlib.util.find_spec("lanejson._lanejson")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Python:
    """Fails the n-th allocation through Python's allocators."""

    def __init__(self):
        import _testcapi

        self.arm, self.disarm = lambda n: _testcapi.set_nomemory(n, n + 1), _testcapi.remove_mem_hooks


class Malloc:
    """Fails the n-th malloc, calloc or realloc called from the extension itself."""

    def __init__(self, path):
        import lanejson._lanejson

        shim = ctypes.CDLL(path)
        low, high = extent(lanejson._lanejson.__file__)
        self.arm = lambda n: shim.failmalloc_arm(ctypes.c_size_t(low), ctypes.c_size_t(high), ctypes.c_long(n))
        self.disarm = shim.failmalloc_disarm


def extent(path):
    """The lowest and highest address at which a shared library is mapped."""
    spans = []
    with open("/proc/self/maps") as maps:
        for line in maps:
            if line.rstrip().endswith(path):
                spans += [int(part, 16) for part in line.split()[0].split("-")]
    return min(spans), max(spans)


FAILED = object()


def starved(call, starver, n):
    """The call's result, its exception other than MemoryError, or FAILED."""
    starver.arm(n)
    try:
        result = call()
    except MemoryError:
        result = FAILED
    except Exception as error:
        starver.disarm()
        return error
    finally:
        starver.disarm()
    return result


def result_of(call):
    try:
        return call()
    except Exception as error:
        return error


def agree(found, expected):
    if isinstance(expected, Exception):
        # The interpreter loses an exception, even int's own, when there is no memory for the frame that it passes.
        if isinstance(found, SystemError) and "exception" in str(found):
            return True
        # PyErr_Format of CPython 3.10 and 3.11 raises without a text where it has no memory for one.
        lost_text = sys.version_info < (3, 12) and str(found) == ""
        return type(found) is type(expected) and (str(found) == str(expected) or lost_text)
    return same(found, expected)


def starve(what, make_call, starver, problems):
    """Fails each allocation of one call in turn; returns how many, and adds what went wrong to `problems`."""
    expected = result_of(make_call())
    failures = fine = n = 0
    while fine < ENOUGH:
        n += 1
        call = make_call()
        found = starved(call, starver, n)
        if found is FAILED:
            failures, fine = failures + 1, 0
        else:
            fine += 1
            if not agree(found, expected):
                problems.append(f"{what}: allocation {n} failed: {found!r} instead of {expected!r}")
        found = None
        again = result_of(call)
        if not agree(again, expected):
            problems.append(f"{what}: after allocation {n} failed: {again!r} instead of {expected!r}")
    return failures


PIECES = (
    ("[1, 2.5, ", '{"a": "é", "b": [[', "2], {"),
    ('{"a": {"b', '": {"c": "😀', "\\n😀"),
    ('["', "x" * 100, '"]'),
    ("[" * 30, "[" * 30, '{"k": [1'),
    ("[1, ", "é", ""),
)


def starve_parsers(starver, problems):
    """Fails each allocation of the last feed of a Parser in turn, and of the value after it."""
    failures = 0
    for pieces in PIECES:
        for keywords in ({}, {"object_pairs_hook": len, "array_hook": tuple}):
            expected = fed(pieces, keywords, starver, 0)
            fine = n = 0
            while fine < ENOUGH:
                n += 1
                found = fed(pieces, keywords, starver, n)
                failures, fine = (failures + 1, 0) if found is FAILED else (failures, fine + 1)
                if found is not FAILED and not agree(found, expected):
                    problems.append(f"Parser({pieces}): allocation {n} failed: {found!r} instead of {expected!r}")
    return failures


def fed(pieces, keywords, starver, n):
    """The value of a Parser, where the n-th allocation of its last feed fails, or its exception."""
    parser = face.Parser(strings="keep", **keywords)
    for piece in pieces[:-1]:
        if isinstance(found := result_of(partial(parser.feed, piece)), Exception):
            return found
    found = starved(partial(parser.feed, pieces[-1]), starver, n) if n else result_of(partial(parser.feed, pieces[-1]))
    value = parser.value
    if found is FAILED and not isinstance(result_of(partial(parser.feed, "")), (ValueError, type(None))):
        return f"a Parser that goes on after {value!r}"
    return value if found is None else found


def blocks_left(what, call, starver, most):
    """Python blocks left behind by starving one call over and over."""
    for n in range(1, most + 1):
        starved(call, starver, n)
    least = sys.maxsize
    for _ in range(40):  # The interpreter settles slowly after failures of its own.
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(10):
            for n in range(1, most + 1):
                starved(call, starver, n)
        gc.collect()
        least = min(least, sys.getallocatedblocks() - before)
        if least < 10:
            break
    return least


def main(kind, *arguments):
    starver = Python() if kind == "python" else Malloc(*arguments)
    total, problems = 0, []
    for what, call in (*calls(), *(large_calls() if kind == "malloc" else ())):
        failures = starve(what, lambda call=call: call, starver, problems)
        total += failures
        left = blocks_left(what, call, starver, min(failures + 2, 60))
        if left >= 10:
            problems.append(f"{what}: {left} blocks left after starving it 10 times at {failures} points")
    total += starve_parsers(starver, problems) if is_lanejson else 0
    for what, make_call in first_calls(kind == "python") if is_lanejson else ():
        total += starve("first " + what, make_call, starver, problems)
    for problem in problems:
        print(problem[:500], file=sys.stderr)
    # json itself is not perfect here: with it as the module under test, this only shows that the script works.
    assert not problems or not is_lanejson, f"{len(problems)} problems"
    print(f"{total} failed allocations, each of them MemoryError, and the next call right")


if __name__ == "__main__":
    main(*sys.argv[1:])
