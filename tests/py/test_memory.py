# SPDX-License-Identifier: MIT
"""Nothing leaks, nothing grows, and every allocation may fail."""

import ctypes
import gc
import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import corpus
import figures
import pytest
from compare import outcome
from objects import DEFAULTS, Opaque
from subject import face, model, needs_lanejson, orjson_face, orjson_model, sanitized, scaled

pytestmark = pytest.mark.skipif(sanitized, reason="sanitizers have an allocator of their own")

HERE = Path(__file__).resolve().parent
CALLS = 300  # A leak of one block a call is 300 blocks; anything below a tenth of that is the interpreter's own.


class Mallinfo2(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in [
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        ]
    ]


def heap_bytes():
    """Bytes that malloc has given out, or 0 where it cannot tell."""
    try:
        mallinfo2 = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):
        return 0
    mallinfo2.restype = Mallinfo2
    info = mallinfo2()
    return info.uordblks + info.hblkhd


def growth(call, times=CALLS):
    """(Python blocks, malloc bytes) that `times` calls leave behind, at the least of a few tries.

    The interpreter's own free lists and caches settle only after some rounds."""
    least = (sys.maxsize, sys.maxsize)
    for _ in range(times // 5):
        call()
    for _ in range(8):
        gc.collect()
        blocks, heap = sys.getallocatedblocks(), heap_bytes()
        for _ in range(times):
            call()
        gc.collect()
        least = min(least, (sys.getallocatedblocks() - blocks, heap_bytes() - heap))
        if least[0] < times // 10 and least[1] < 32 * times:
            break
    return least


def assert_flat(call, what):
    blocks, heap = growth(call)
    assert blocks < CALLS // 10, f"{blocks} blocks after {CALLS} calls: {what}"
    assert heap < 32 * CALLS, f"{heap} bytes of malloc after {CALLS} calls: {what}"


def cases(limit=2500):
    return [text for text in corpus.seeds() if len(text) <= limit]


FACES = {"json": face, "orjson": orjson_face}


@pytest.mark.parametrize("name", FACES)
def test_loads_leaves_nothing(name):
    """Success and every kind of error, for bytes and str; all cases in one go, then each alone if that leaked."""
    loads, texts = FACES[name].loads, cases()
    forms = texts + [corpus.as_str(text) for text in texts] + [None, 1, bytearray(b"[1"), memoryview(b'{"a":1')]

    def everything():
        for form in forms:
            outcome(loads, form)

    if growth(everything, 20)[0] >= 10:
        for form in forms:
            assert_flat(lambda: outcome(loads, form), form)
    figures.note(9, f"loads of the {name} face, success and errors", len(forms) * 26)


def hook_raising_at(count):
    """A hook that fails at its count-th call."""
    left = [count]

    def hook(value):
        left[0] -= 1
        if left[0] < 0:
            raise KeyError("hook")
        return value

    return hook


@pytest.mark.parametrize(
    "keyword", ("object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant", "array_hook")
)
@pytest.mark.parametrize("fails_at", (0, 1, 3, 1000))
def test_hooks_leave_nothing(keyword, fails_at):
    if keyword == "array_hook" and outcome(face.loads, "[]", array_hook=list)[1] is not None:
        pytest.skip("no array_hook")
    text = '{"a":[1,2.5,NaN,{"b":{"c":[3,[4.5,"\\u00e9"]]}}],"d":{"a":-Infinity,"é":[{},{}]},"e":1e5}'
    assert_flat(lambda: outcome(face.loads, text, **{keyword: hook_raising_at(fails_at)}), keyword)


class Hooked:
    """Stands for every value, to count references to it."""


def test_references_of_hook_results():
    kept, key = Hooked(), "a key that nobody else has"
    before = sys.getrefcount(kept), sys.getrefcount(key)
    for keywords in (
        {"object_hook": lambda value: kept},
        {"object_pairs_hook": lambda value: kept},
        {"parse_int": lambda text: kept},
        {"parse_float": lambda text: kept},
        {"parse_constant": lambda text: kept},
    ):
        for text in ('[{"a":1,"b":[1.5,NaN]},{"a":2}]', '[{"a":1},{"a":1.5,"b":NaN', "[1,1.5,NaN,x"):
            for _ in range(10):
                outcome(face.loads, text, **keywords)
    gc.collect()
    assert (sys.getrefcount(kept), sys.getrefcount(key)) == before


def test_references_of_input():
    """Neither the text nor the hooks are held after a call, nor the text by anything but an exception."""
    for text in ('{"a":[1,2,"é"]}', '{"a":[1,2,"é"', "[1,", b'["a', bytearray(b"[1]"), '"\ud800', b'"\xff"', "中" * 40):
        for module in FACES.values():
            before = sys.getrefcount(text)
            for _ in range(20):
                outcome(module.loads, text)
            gc.collect()
            assert sys.getrefcount(text) == before, (text, module)


def test_released_buffers():
    """An exported buffer is given back after success and after an error, so that its owner can change again."""
    for text in (b"[1,2]", b"[1,", b'"\xff"', b""):
        owner = bytearray(text)
        for form in (owner, memoryview(owner)):
            for module in FACES.values():
                for _ in range(3):
                    outcome(module.loads, form)
        form.release()
        owner.append(32)


def every_object(value, found):
    """All objects inside a nest, each once."""
    if id(value) not in found:
        found[id(value)] = value
        if isinstance(value, dict):
            for key, item in value.items():
                every_object(key, found)
                every_object(item, found)
        elif isinstance(value, (list, tuple, set)):
            for item in value:
                every_object(item, found)
    return found


def is_shared(item):
    """Is it one of the strs of a character, that all the process uses? What others let go of meanwhile says nothing."""
    return type(item) is str and len(item) == 1


def miscounted(objects, call):
    """Which of the objects (by place) ten calls leave with more or fewer references; small numbers are everybody's."""
    gc.collect()
    before = [sys.getrefcount(item) for item in objects]
    for _ in range(10):
        call()
    gc.collect()
    after = [sys.getrefcount(item) for item in objects]
    return {
        place
        for place, item in enumerate(objects)
        if before[place] != after[place] and type(item) not in (int, bool, type(None)) and not is_shared(item)
    }


def dumps_cases():
    """(object, keywords) for json's dumps: success and each way to fail."""
    good = {"first": [1.5, 2**80, "text é 中 😀", None, True], "second": ({"third": []}, {}), "d" * 100: "\x00\\" * 50}
    cyclic = [1, {"in": []}]
    cyclic[1]["in"].append(cyclic)
    for keywords in (
        {},
        {"indent": 2},
        {"sort_keys": True},
        {"ensure_ascii": False},
        {"check_circular": False},
        {"separators": ("é", ":")},
    ):
        yield good, keywords
        yield [good, Opaque()], keywords
        yield {"x": good, "y": {"z": Opaque(1)}}, keywords
        yield [good, Opaque(good)], {**keywords, "default": DEFAULTS[1]}
        yield [good, Opaque(good)], {**keywords, "default": DEFAULTS[2]}
        yield [good, Opaque(good)], {**keywords, "default": DEFAULTS[5]}
        yield {"k": [good, float("nan")]}, {**keywords, "allow_nan": False}
        yield {"k": good, (1, 2): 1}, keywords
        yield {"k": good, (1, 2): 1}, {**keywords, "skipkeys": True}
        yield {"k": [good, {1: "a", "b": 2, None: 3, 1.5: 4, True: 5}]}, keywords
        if keywords.get("check_circular", True):
            yield cyclic, keywords
            yield [Opaque()], {**keywords, "default": DEFAULTS[3]}


@pytest.mark.parametrize("number", range(len(list(dumps_cases()))))
def test_dumps_leaves_nothing(number):
    value, keywords = list(dumps_cases())[number]
    objects = list(every_object(value, {}).values())
    call = lambda: outcome(face.dumps, value, **keywords)  # noqa: E731
    call()
    # A short str is shared with all the process, whose other parts come and go: a leak is what every round shows.
    assert not set.intersection(*(miscounted(objects, call) for _ in range(4)))
    assert_flat(call, (value, keywords))
    figures.note(9, "dumps, success and errors", CALLS)


@pytest.mark.parametrize("option", (0, 1, 4, 32, 1 << 12))
def test_dumps_leaves_nothing_orjson(option):
    import datetime
    import uuid

    from objects import Colour, Derived, Slots

    good = {
        "a": [1.5, "é 中 😀", None],
        "b": ({"c": []}, {}),
        "u": uuid.UUID(int=5),
        "t": datetime.datetime(2020, 1, 1),
        "e": Colour.RED,
    }
    for value in (
        good,
        [good, Slots(good)],
        [good, Derived(1, good)],
        [good, Opaque(good)],
        [good, 2**70],
        [good, "\ud800"],
        {1: good},
        {"\ud800": 1},
    ):
        for default in (None, DEFAULTS[1], DEFAULTS[5], DEFAULTS[3]):
            assert_flat(lambda: outcome(orjson_face.dumps, value, default, option), (value, default))


@pytest.mark.parametrize("kind", ("loads keys", "loads strings", "dumps keys", "loads shapes"))
def test_no_growth_over_a_million_calls(kind):
    """Caches are bounded: what the second half of the calls leaves behind is nothing."""
    calls = scaled(400_000)
    loads, dumps = face.loads, face.dumps

    def run(start, end):
        if kind == "loads keys":
            for number in range(start, end):
                loads('{"key%d":1,"other%d":2}' % (number, number * 7))
        elif kind == "loads strings":
            for number in range(start, end):
                loads('["value %d é", "%d"]' % (number, number))
        elif kind == "dumps keys":
            for number in range(start, end):
                dumps({"key%d" % number: number, "é%d" % number: None})
        else:
            for number in range(start, end):
                loads("{" + ",".join('"k%d":0' % (number >> bit & 15) for bit in range(0, 12, 4)) + "}")

    run(0, calls // 2)
    gc.collect()
    blocks, heap = sys.getallocatedblocks(), heap_bytes()
    run(calls // 2, calls)
    gc.collect()
    assert sys.getallocatedblocks() - blocks < 2000
    assert heap_bytes() - heap < 300_000
    figures.note(9, "calls of changing keys and values without growth", calls)


def documents_of_many_kinds(kinds):
    """Texts of records; each kind has keys of its own, some of which begin others, and records within records."""
    for kind in range(kinds):
        keys = ["k%d" % kind, "k%d_" % kind, "é%d" % kind, 'q\\"%d' % kind, "x" * (kind % 80), "id"]
        record = ",".join('"%s":%d' % (key, number) for number, key in enumerate(keys[kind % 2 :]))
        other = ",".join('"%s":null' % key for key in keys[:: -1 if kind % 3 else 1])
        yield '[{%s},{%s,"in":{%s}},{%s},{"in":{%s},%s}]' % (record, record, other, other, record, record)


def test_documents_of_many_kinds():
    """What earlier documents taught about the keys of objects neither harms later ones nor grows without end."""
    texts = list(documents_of_many_kinds(scaled(1500)))

    def read_all():
        for text in texts:
            for _ in range(3):
                value, expected = face.loads(text), model.loads(text)
                assert [list(item.items()) for item in value] == [list(item.items()) for item in expected], text

    read_all()
    gc.collect()
    blocks, heap = sys.getallocatedblocks(), heap_bytes()
    texts.reverse()
    read_all()
    gc.collect()
    assert sys.getallocatedblocks() - blocks < 2000
    assert heap_bytes() - heap < 300_000


def in_a_shape(key):
    """Is a key that an object begins with taken from a shape, which has a str of its own, and not from the keys seen
    elsewhere? A key that comes twice makes the second object follow none."""
    (begun,) = face.loads('{"%s":0}' % key)
    *_, seen = face.loads('{"twice":0,"twice":0,"%s":0}' % key)
    return begun is not seen


@needs_lanejson
@pytest.mark.skipif(not getattr(face, "_internals", False), reason="shapes are off")
def test_shapes_outlive_their_documents():
    """Objects that begin with very many different keys leave no room for another; in time there is some again."""
    for number in range(500):
        in_a_shape("first %d" % number)
    assert not in_a_shape("wanted")
    for number in range(50_000):
        face.loads('{"later %d":0}' % number)
        if in_a_shape("wanted"):
            break
    else:
        pytest.fail("never again")


@needs_lanejson
def test_no_cached_utf8():
    """No copy of a str in UTF-8 stays behind in it: neither of what is written nor of what is read."""
    strings = ["é" * 50, "中文" * 50, "😀" * 50, "ж" + "a" * 100, "\x80"]
    values = {text + "k": [text + "v", {"in": text}] for text in strings}
    objects = [item for item in every_object(values, {}).values() if isinstance(item, str)]
    sizes = [sys.getsizeof(item) for item in objects]
    for keywords in ({}, {"ensure_ascii": False}, {"indent": 1}, {"sort_keys": True}):
        face.dumps(values, **keywords)
        face.dumpb(values, **keywords)
    for option in (0, 1, 32):
        orjson_face.dumps(values, None, option)
    texts = [model.dumps(values, ensure_ascii=False), '["é', "中"]
    before = [sys.getsizeof(text) for text in texts]
    for text in texts:
        outcome(face.loads, text)
        outcome(orjson_face.loads, text)
    assert [sys.getsizeof(item) for item in objects] == sizes
    assert [sys.getsizeof(text) for text in texts] == before


@needs_lanejson
@corpus.needs_data
@pytest.mark.parametrize("name", ("twitter", "citm_catalog", "canada", "gsoc-2018", "mesh"))
def test_peak_is_not_above_the_models(name):
    """The most memory that Python's allocators give out during a call."""
    text = corpus.unpacked(corpus.DATA / "documents" / f"{name}.json.xz")
    value = model.loads(text)
    rivals = [(face.loads, model.loads, text), (face.dumps, model.dumps, value)]
    if orjson_model is not None:
        rivals += [(orjson_face.loads, orjson_model.loads, text)]
    for ours, theirs, argument in rivals:
        # Python's allocators only: what either keeps in malloc is in the bench's peak RSS.
        assert peak(ours, argument) <= 1.05 * peak(theirs, argument) + 65536, ours


@needs_lanejson
@pytest.mark.skipif(not heap_bytes(), reason="needs glibc's malloc, which keeps blocks by what it has seen freed")
@pytest.mark.skipif("PYTHONMALLOC" in os.environ or sys.flags.dev_mode, reason="blocks have other sizes")
def test_texts_written_again_map_no_memory():
    """A text as long as the last one goes to memory that the process has: mapping it anew takes twice the time."""
    pages = int(run_script("mapped.py").split()[0])
    assert pages < 30, f"{pages} pages are mapped for each call"


def peak(call, argument):
    call(argument)
    gc.collect()
    tracemalloc.start()
    try:
        call(argument)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def run_script(name, *arguments, **environment):
    """Runs a script beside this file in a process of its own, which may crash; returns its last line of output."""
    path = os.pathsep.join([str(HERE)] + [part for part in sys.path if part])
    result = subprocess.run(
        [sys.executable, str(HERE / name), *arguments],
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert result.returncode == 0, f"exit status {result.returncode}\n{result.stdout[-3000:]}\n{result.stderr[-3000:]}"
    return result.stdout.strip().splitlines()[-1]


# Portable C decodes UTF-8 into a buffer, for which memory may be lacking; with vectors none is needed.
STARVED_ISAS = pytest.mark.parametrize("isa", (None, "scalar"))


def choice(isa):
    return {} if isa is None else {"LANEJSON_ISA": isa}


@STARVED_ISAS
def test_failing_python_allocations(isa):
    """Each allocation through Python fails once, for every call in turn."""
    pytest.importorskip("_testcapi", reason="this Python comes without _testcapi, which makes allocations fail")
    line = run_script("starve.py", "python", **choice(isa))
    figures.note(8, "failed allocations of Python memory", int(line.split()[0]))


@pytest.mark.skipif(sys.platform != "linux", reason="needs LD_PRELOAD and glibc")
@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.skipif(
    hasattr(sys, "gettotalrefcount") or sys.flags.dev_mode, reason="Python's own code stands before every malloc"
)
@needs_lanejson
@STARVED_ISAS
def test_failing_malloc(tmp_path, isa):
    """Each malloc, calloc and realloc that the extension calls itself fails once."""
    shim = tmp_path / "failmalloc.so"
    source = corpus.ROOT / "tests" / "tools" / "failmalloc.c"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(shim), str(source)], check=True)
    line = run_script("starve.py", "malloc", str(shim), LD_PRELOAD=str(shim), **choice(isa))
    failed = int(line.split()[0])
    assert failed > 0, "no call of malloc was seen: this test would prove nothing"
    figures.note(8, "failed calls of malloc", failed)
