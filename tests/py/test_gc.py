# SPDX-License-Identifier: MIT
"""The collector and loads: what loads makes is collected, and never seen half-built."""

import gc
import os
import subprocess
import sys
import sysconfig
import weakref
from random import Random

import corpus
import figures
import pytest
from compare import outcome, same
from subject import environment, face, is_lanejson, model, orjson_face, sanitized, scaled, seed

LOADERS = [face.loads, orjson_face.loads]


class Sentinel:
    """Can be weakly referenced, unlike lists and dicts."""


@pytest.mark.parametrize("loads", LOADERS)
@pytest.mark.parametrize("text", ("[[]]", '[{"a":[]}]', '[{"a":{"b":null}}]', '[[1,"x",{"k":0}],[2]]', '[{"a":1}]'))
def test_cycles_of_loaded_objects_are_collected(loads, text):
    value = loads(text)
    inner = value[0]
    if isinstance(inner, dict):
        inner["cycle"] = value
        inner["sentinel"] = Sentinel()
        watch = weakref.ref(inner["sentinel"])
    else:
        inner.append(value)
        inner.append(Sentinel())
        watch = weakref.ref(inner[-1])
    del value, inner
    gc.collect()
    assert watch() is None


@pytest.mark.parametrize("loads", LOADERS)
@pytest.mark.parametrize("text", ("[[1],[2]]", '{"a":{"b":[]},"c":[]}', '[{"a":1,"b":[1]},{"a":1,"b":[2]}]'))
def test_the_collector_runs_by_itself(loads, text):
    """Loaded containers count towards the next collection: cyclic garbage does not pile up."""
    alive = weakref.WeakSet()
    most = 0
    for _ in range(30_000):
        value = loads(text)
        sentinel = Sentinel()
        alive.add(sentinel)
        target = value if isinstance(value, list) else value["c"]
        target.append(value)
        target.append(sentinel)
        del target, value, sentinel
        most = max(most, len(alive))
    assert most < 15_000, f"{most} dead objects at once"


# More containers than the youngest generation's threshold.
LARGE = "[" + ",".join('[[1],{"a":[]}]' for _ in range(1500)) + "]"


@pytest.mark.skipif(
    sysconfig.get_config_var("Py_GIL_DISABLED") == 1, reason="that collector waits longer, for json too"
)
@pytest.mark.skipif(sanitized, reason="counts blocks of Python's own allocator")
@pytest.mark.parametrize("loads", LOADERS)
@pytest.mark.parametrize("text", ("[[1],[2]]", LARGE), ids=("small", "large"))
def test_cycles_are_collected_where_loads_alone_makes_containers(loads, text):
    """No other container starts a collection: dead documents would pile up without bound."""
    gc.collect()
    before = sys.getallocatedblocks()
    value = loads(text)
    blocks = sys.getallocatedblocks() - before
    rounds, documents = (20_000, 5_000) if text != LARGE else (100, 20)
    peak = 0
    for _ in range(rounds):
        value = loads(text)
        value.append(value)
        del value
        left = sys.getallocatedblocks() - before  # No call that takes a tuple: that is a container.
        if left > peak:
            peak = left
    assert peak < documents * blocks, f"{peak} blocks at once, {blocks} a document"


def generation_of(container):
    return next(i for i in range(3) if any(found is container for found in gc.get_objects(generation=i)))


@pytest.mark.skipif(
    not (is_lanejson and face._internals and gc.get_threshold()[2] != 0),
    reason="the structs are not read, or the collector is the incremental one of the first 3.14s",
)
@pytest.mark.parametrize("loads", LOADERS)
def test_large_documents_skip_the_youngest_generation(loads):
    """The next container pays for no collection that goes through them; the collector's books stay right."""
    gc.collect()
    small, large = loads("[[1]]"), loads(LARGE)
    gc.disable()  # Else looking at them starts a collection.
    try:
        found = {id(item) for item in gc.get_objects(generation=1)}
        assert id(large) in found
        assert all(id(item) in found for row in large for item in (row, row[0], row[1], row[1]["a"]))
        assert generation_of(small) == 0
        assert gc.get_count()[0] > 0
    finally:
        gc.enable()
    gc.collect(1)
    assert generation_of(large) == 2
    assert generation_of(small) == 2
    large.append(large)
    watch = weakref.ref(sentinel := Sentinel())
    large.append(sentinel)
    del large, sentinel, found
    gc.collect()
    assert watch() is None


@pytest.mark.parametrize("loads", LOADERS)
def test_the_users_settings_of_the_collector_hold(loads):
    """Threshold 0, frozen objects, callbacks, the debug flag that saves garbage, and a collection in a finalizer."""

    class Reader:
        def __del__(self):
            kept.append(loads(LARGE))
            gc.collect(0)

    kept, runs = [], []
    callback = lambda phase, info: runs.append((phase, info["generation"]))  # noqa: E731
    threshold = gc.get_threshold()
    try:
        gc.set_threshold(0)
        gc.callbacks.append(callback)
        for _ in range(20):
            kept.append(loads(LARGE))
        assert runs == []
        gc.set_threshold(*threshold)
        gc.freeze()
        kept.append(loads(LARGE))
        gc.unfreeze()
        cycle = [Reader()]
        cycle.append(cycle)
        del cycle
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        value = loads(LARGE)
        value.append(value)
        del value
        gc.collect()
        assert any(type(item) is list and len(item) == 1501 for item in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.callbacks.remove(callback)
        gc.set_threshold(*threshold)
    assert all(same(value, kept[0]) for value in kept)
    for value in kept:
        inspect(value)
    assert runs
    assert all(phase == "stop" for phase, _ in runs[1::2])


# Runs CPython's tests of the collector. Before each of them documents are read, kept and tied into cycles.
BUSY = """
import collections, sys, unittest
import {name} as face
from test import test_gc

kept = collections.deque(maxlen=30)

class Busy(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        for text in ("[[1],[2]]", {large!r}) * 5:
            kept.append(face.loads(text))
            cycle = face.loads(text)
            cycle.append(cycle)
            face.dumps(kept[-1])

test_gc.setUpModule()
tests = unittest.defaultTestLoader.loadTestsFromModule(test_gc)
result = unittest.TextTestRunner(sys.stderr, resultclass=Busy).run(tests)
test_gc.tearDownModule()
print(result.testsRun, len(result.failures), len(result.errors))
"""


@pytest.mark.skipif(sanitized, reason="CPython's tests start processes and wait for them")
def test_cpythons_own_tests_pass_with_documents_between_them():
    pytest.importorskip("test.test_gc", reason="this Python comes without its own tests (test.test_gc)")
    code = BUSY.format(name=face.__name__, large=LARGE)
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert shown.returncode == 0, shown.stderr
    run, *failed = map(int, shown.stdout.split()[-3:])
    assert run > 40 and failed == [0, 0], shown.stderr


@pytest.mark.parametrize("loads", LOADERS)
def test_containers_are_tracked(loads):
    value = loads('[[],{"a":[]},{"b":{}},[1],{"a":[],"c":"x"}]')
    assert gc.is_tracked(value)
    for item in value:
        assert gc.is_tracked(item)
    assert gc.isenabled()
    assert value in [found for found in gc.get_objects() if type(found) is list and len(found) == 5]


def test_the_collector_is_left_as_it_was():
    """On or off, after success, errors and hooks that raise."""
    texts = ("[[1,2],{}]", "[1,", '{"a":[{}]}', '["\ud800"]', "1")
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            for text in texts:
                for loads in LOADERS:
                    outcome(loads, text)
                    assert gc.isenabled() is enabled
                for hook in (lambda value: 1 / 0, lambda value: gc.isenabled()):
                    outcome(face.loads, text, object_hook=hook)
                    assert gc.isenabled() is enabled
                    outcome(face.loads, text, parse_int=hook)
                    assert gc.isenabled() is enabled
        finally:
            gc.enable()
    seen = []
    face.loads('[{"a":1},{"b":[]}]', object_hook=lambda value: seen.append(gc.isenabled()))
    assert seen == [True, True], "a hook sees the collector as the caller left it"


def inspect(value):
    """Uses a container in every way that would stumble over one that is not finished."""
    if type(value) is dict:
        assert len(list(value.items())) == len(value)
        for key in value:
            value[key]
        repr(value)
        sys.getsizeof(value)
    elif type(value) is list:  # Not tuples: CPython itself shows unfinished ones.
        assert len([repr(type(item)) for item in value]) == len(value)
        repr(value)


def test_hooks_see_no_half_built_container():
    """gc.get_objects() and a collection at every call of every hook."""
    text = '[{"a":1,"b":[2.5,{"c":NaN,"d":[]}]},[[{"é":{"x":[{"y":1}]}}]],{"a":3,"b":[]}]'
    known = {id(found) for found in gc.get_objects()}
    inspected = [0]

    def look(value):
        gc.collect()
        for found in gc.get_objects():
            if type(found) in (dict, list) and id(found) not in known:
                inspect(found)
                inspected[0] += 1
        return value

    plain = model.loads(text)
    for keywords in (
        {"object_hook": look},
        {"object_pairs_hook": lambda pairs: dict(look(pairs))},
        {"parse_int": lambda text: int(look(text)), "parse_float": lambda text: float(look(text))},
        {"parse_constant": lambda text: float(look(text))},
    ):
        assert same(face.loads(text, **keywords), plain)
    figures.note(7, "containers inspected from hooks of loads", inspected[0])


def test_the_collector_sees_no_half_built_container():
    """A collection as often as can be, each of which looks at all young objects."""
    inspected = [0]
    busy = [False]

    def look(phase, info):
        # Straight from a call of the face (or of json's own Python code), not from an import within it.
        caller = sys._getframe(1).f_code
        ours = caller is outcome.__code__ or caller.co_filename.startswith(os.path.dirname(model.__file__))
        if phase == "start" and not busy[0] and ours:
            busy[0] = True
            for found in gc.get_objects(generation=0):
                inspect(found)
                inspected[0] += 1
            busy[0] = False

    documents = [text for text in corpus.seeds() if len(text) < 1500][::5]
    before = gc.get_threshold()
    gc.callbacks.append(look)
    gc.set_threshold(1)
    try:
        for text in documents:
            for loads in LOADERS:
                outcome(loads, text)
            outcome(face.loads, text, object_hook=dict, parse_int=int)
            outcome(face.loads, text, object_pairs_hook=dict)
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(look)
    figures.note(7, "containers inspected at the start of collections", inspected[0])


def test_hooks_that_call_loads():
    text = '{"a":[1,{"b":2}],"c":{"d":[]}}'

    def again(value):
        assert same(face.loads(text), model.loads(text))
        assert face.loads(text, object_hook=lambda inner: tuple(inner)) == ("a", "c")
        return value

    assert same(face.loads(text, object_hook=again), model.loads(text))
    assert same(face.loads(text, parse_int=lambda digits: again(int(digits))), model.loads(text))


def test_hooks_may_keep_what_they_get():
    kept = []

    def keep(value):
        kept.append(value)
        return value

    value = face.loads('[{"a":{"b":1}},{"a":{"b":2}}]', object_hook=keep)
    assert kept == [{"b": 1}, {"a": {"b": 1}}, {"b": 2}, {"a": {"b": 2}}]
    assert kept[1] is value[0] and kept[0] is value[0]["a"]
    kept.clear()
    face.loads('[{"a":1,"b":2},{"a":3}]', object_pairs_hook=keep)
    assert kept == [[("a", 1), ("b", 2)], [("a", 3)]]
    kept[0].append("more")
    assert kept[0][2] == "more"


def test_hooks_that_change_what_they_get():
    def change(value):
        value.clear()
        value["new"] = [1]
        return value

    assert face.loads('[{"a":{"b":1}},{"a":2}]', object_hook=change) == [{"new": [1]}, {"new": [1]}]


def test_a_buffer_that_changes_while_it_is_read():
    """A bytearray cannot be resized while it is read; its bytes may change."""
    text = bytearray(b'[{"aaaa":1},{"bbbb":2},{"cccc":[3,4,5]}]' + b" " * 100)

    def change(value):
        for index in range(20, len(text)):
            text[index] = Random(index).choice(b'"[]{},:0 \\u\xff')
        return value

    outcome(face.loads, text, object_hook=change)
    outcome(orjson_face.loads, text)


def test_under_the_debug_allocator():
    """The same differential under -X dev, -W error and debug allocators: buffers overrun by a byte would be told."""
    if os.environ.get("PYTHONMALLOC") == "debug":
        pytest.skip("already so")
    code = (
        "import corpus, objects, test_differential_loads as d, test_differential_dumps as u\n"
        f"n = {scaled(3000)}\n"
        f"d.json_differential(range(n), corpus.Documents({seed()}))\n"
        f"u.json_differential(range(n), objects.Objects({seed()}), objects.keyword_sets())\n"
        "if d.orjson_model is not None:\n"
        f"    d.orjson_differential(range(n), corpus.Documents({seed()}))\n"
        f"    u.orjson_differential(range(n), objects.OrjsonObjects({seed()}), u.orjson_options())\n"
    )
    path = os.pathsep.join([os.path.dirname(__file__)] + [part for part in sys.path if part])
    result = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": path, "PYTHONMALLOC": "debug"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert result.returncode == 0, result.stderr[-3000:]


@pytest.mark.skipif(not is_lanejson, reason="the module under test has no extension of its own to import again")
def test_import_again():
    """The package can be imported a second time in one process, and the first copy goes on working."""
    code = (
        "import sys, lanejson as first\n"
        "for name in [n for n in sys.modules if n.startswith('lanejson')]: del sys.modules[name]\n"
        "import lanejson as second, gc\n"
        "assert first.loads('[1]') == second.loads('[1]') and first.dumps([1.5]) == second.dumps([1.5])\n"
        "del second\n"
        "for name in [n for n in sys.modules if n.startswith('lanejson')]: del sys.modules[name]\n"
        "gc.collect()\n"
        "assert first.loads('{\"a\":[1,\"x\"]}') == {'a': [1, 'x']} and first.dumps({'a': 'x'}) == '{\"a\": \"x\"}'\n"
    )
    path = os.pathsep.join(part for part in sys.path if part)
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=True, timeout=60)
