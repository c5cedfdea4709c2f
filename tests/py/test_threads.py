# SPDX-License-Identifier: MIT
"""Many threads and many interpreters at once, on objects that they share and change."""

import functools
import importlib
import os
import pathlib
import subprocess
import sys
import threading
import time

import corpus
import figures
import pytest
from compare import outcome, same
from objects import Opaque
from subject import environment, face, is_lanejson, model, orjson_face, sanitized, scaled

THREADS = 8


def together(work, threads=THREADS):
    """Runs work(number) in so many threads that start at once; raises what any of them raised."""
    errors, gate = [], threading.Barrier(threads)

    def body(number):
        try:
            gate.wait()
            work(number)
        except BaseException as error:
            errors.append(error)

    running = [threading.Thread(target=body, args=(number,)) for number in range(threads)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    if errors:
        raise errors[0]


def test_shared_documents():
    """All threads read and write the same texts and objects, with and without calls back into Python."""
    texts = [text for text in corpus.seeds() if len(text) < 1000][::3]
    expected = [outcome(model.loads, text) for text in texts]
    written = [model.dumps(value) for value, error in expected if error is None]
    values = [value for value, error in expected if error is None]

    def work(number):
        for _ in range(3):
            for index in range(len(texts)):
                at = (index * 7 + number * 13) % len(texts)
                value, error = outcome(face.loads, texts[at])
                assert (error is None) == (expected[at][1] is None)
                assert error is not None or same(value, expected[at][0])
                hooked, error = outcome(face.loads, texts[at], object_pairs_hook=dict)
                assert error is not None or same(hooked, expected[at][0])
                outcome(orjson_face.loads, texts[at])
            for value, text in zip(values, written):
                assert face.dumps(value) == text
                outcome(orjson_face.dumps, value)

    together(work)
    figures.note(11, "documents read and written by 8 threads at once", THREADS * 3 * len(texts))


def test_threads_with_keys_of_their_own():
    """Caches of keys and shapes serve every thread rightly."""

    def work(number):
        for turn in range(scaled(1500)):
            keys = [f"key {number} {turn % 50} {n}" for n in range(5)] + [f"shared {n}" for n in range(turn % 4)]
            text = "{" + ",".join(f'"{key}":{turn}' for key in keys) + "}"
            assert face.loads(text) == dict.fromkeys(keys, turn)
            assert list(orjson_face.loads(text)) == keys

    together(work)


def changes(shared, stop):
    """Changes a list and a dict in every way, over and over."""
    turn = 0
    while not stop.is_set():
        turn += 1
        items, table = shared
        items.append({"n": turn, "text": "x" * (turn % 100)})
        table[f"key {turn % 70}"] = [turn, "é" * (turn % 40)]
        if turn % 7 == 0:
            items.clear()
        if turn % 11 == 0:
            table.clear()
        if turn % 5 == 0 and items:
            del items[: len(items) // 2]
        if turn % 3 == 0 and table:
            table.pop(next(iter(table)), None)
        table[turn % 13] = None
        table.pop(turn % 13, None)


def test_objects_changed_by_other_threads():
    """Whatever comes out is JSON or an exception; nothing crashes."""
    shared, stop, count = ([], {}), threading.Event(), [0]

    def writer(default=None):
        until = time.monotonic() + min(scaled(3), 60)
        while time.monotonic() < until:
            for keywords in ({}, {"indent": 1}, {"ensure_ascii": False}, {"sort_keys": True}, {"skipkeys": True}):
                text, error = outcome(face.dumps, {"s": shared, "o": Opaque()}, default=yields, **keywords)
                assert error is None or isinstance(error, (TypeError, RuntimeError, ValueError)), repr(error)
                if text is not None:
                    model.loads(text)
                count[0] += 1
            text, error = outcome(orjson_face.dumps, [shared, Opaque()], yields, 4)
            assert error is None or isinstance(error, (TypeError, RuntimeError, ValueError)), repr(error)

    def yields(value):
        time.sleep(0)
        return [shared, "from default"]

    def work(number):
        if number < 3:
            try:
                changes(shared, stop)
            except (RuntimeError, StopIteration):  # The dict changed between next() and iter(): the test's own race.
                pass
        else:
            try:
                writer()
            finally:
                stop.set()

    together(work, 6)
    figures.note(11, "dumps of objects that other threads were changing", count[0])


def test_hooks_that_let_other_threads_run():
    texts = ['[{"a":1,"b":[1,2,{"c":%d}]},{"a":%d,"b":[]}]' % (n, n) for n in range(20)]

    def slow(value):
        time.sleep(0)
        return value

    def work(number):
        for turn in range(50):
            text = texts[(turn + number) % 20]
            assert same(face.loads(text, object_hook=slow), model.loads(text))

    together(work)


@pytest.mark.skipif(not is_lanejson, reason="the hammer calls what json does not have")
def test_hammer():
    """A second or two of tests/tools/hammer.py, in a process of its own: what it must not do is crash."""
    hammer = pathlib.Path(__file__).parents[1] / "tools" / "hammer.py"
    found = subprocess.run(
        [sys.executable, "-X", "faulthandler", hammer, "--seconds", str(min(scaled(2), 60))],
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    figures.note(11, "works of the hammer by 8 threads at once", int(found.stdout.split("hammer: ")[1].split()[0]))


# Interpreters

INTERPRETER_CODE = """
import sys
sys.path[:0] = {path!r}
import {name} as face
for turn in range(200):
    text = '[{{"id": %d, "name": "n", "\\u00e9": [1.5, null, true, "\\\\ud83d\\\\ude00"]}}, {{"id": 2}}]' % turn
    value = face.loads(text)
    assert value[0]["id"] == turn and list(value[0]) == ["id", "name", "\\u00e9"], value
    assert face.loads(face.dumps(value)) == value
    try:
        face.loads("[1,")
    except ValueError as error:
        assert error.pos == 3 or error.pos == 2, error.pos
    else:
        raise AssertionError
    try:
        face.dumps(object())
    except TypeError:
        pass
    else:
        raise AssertionError
"""


def interpreter_maker():
    """A function that runs code in a fresh interpreter, by whatever means this Python has."""
    try:
        from concurrent import interpreters

        def run(code):
            interpreter = interpreters.create()
            try:
                interpreter.exec(code)
            finally:
                interpreter.close()

        return run, True
    except ImportError:
        pass
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        return functools.partial(run_in, module), sys.version_info >= (3, 12)
    return None, False


def run_in(module, code):
    interpreter = module.create()
    try:
        failed = module.run_string(interpreter, code)
        assert failed is None, failed  # Since 3.13 a snapshot of the exception; before, it is raised.
    finally:
        module.destroy(interpreter)


run_in_interpreter, has_own_gil = interpreter_maker()
needs_interpreters = pytest.mark.skipif(
    run_in_interpreter is None, reason="this Python cannot make interpreters from Python"
)


def code_for(module):
    paths = [os.path.dirname(os.path.dirname(os.path.abspath(face.__file__)))] if is_lanejson else []
    return INTERPRETER_CODE.format(path=paths + [path for path in sys.path if path], name=module)


@needs_interpreters
def test_interpreters_one_after_another():
    """The module can be imported and closed in any number of interpreters."""
    for _ in range(8):
        run_in_interpreter(code_for(face.__name__))
        if is_lanejson:
            run_in_interpreter(code_for("lanejson.orjson"))
    assert face.loads(face.dumps({"after": [1.5]})) == {"after": [1.5]}


@needs_interpreters
@pytest.mark.skipif(not has_own_gil, reason="interpreters share one GIL before Python 3.12")
@pytest.mark.skipif(not is_lanejson, reason="a promise of lanejson")
def test_interpreters_at_once():
    """Four interpreters, each with a GIL of its own, while this one works too."""
    together(lambda number: run_in_interpreter(code_for(face.__name__)) if number else model.loads("1"), 5)
    figures.note(11, "interpreters with a GIL of their own at once", 4)


# Prints the growth of resident memory in bytes from the 50th to the 200th interpreter: without lanejson, and with it.
GROWTH = """
import sys
sys.path[:0] = {tests!r}
from test_threads import code_for, run_in_interpreter

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

for code in ("import argparse, json.tool, re, types", code_for("lanejson") + code_for("lanejson.orjson")):
    for turn in range(200):
        if turn == 50:
            before = resident()
        run_in_interpreter(code)
    print(resident() - before)
"""


@needs_interpreters
@pytest.mark.skipif(not has_own_gil, reason="interpreters share one GIL before Python 3.12")
@pytest.mark.skipif(not is_lanejson, reason="a promise of lanejson")
@pytest.mark.skipif(sanitized, reason="measures Python's own allocator")
@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="asks Linux for the resident memory")
def test_interpreters_leave_no_memory():
    """200 are made and closed. CPython 3.12 and 3.13 leak 3 MB for each, with the objects of every module in it."""
    code = GROWTH.format(tests=[os.path.dirname(__file__)])
    shown = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    plain, ours = map(int, shown.stdout.split())
    assert ours < 1.25 * plain + 150 * 16_384, f"{ours} bytes for 150 interpreters, {plain} without lanejson"
    figures.note(11, "interpreters made and closed in flat memory", 200)


def test_exceptions_pickle_and_cross_threads():
    """An exception made in one thread can be used, copied and pickled in another."""
    import copy
    import pickle

    found = []
    together(lambda number: found.append(outcome(face.loads, '[1,\n"é"x')[1]), 4)
    expected = outcome(model.loads, '[1,\n"é"x')[1]
    for error in found:
        assert (str(error), error.pos, error.doc) == (str(expected), expected.pos, expected.doc)
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and (again.msg, again.pos, again.doc) == (error.msg, error.pos, error.doc)
        copy.copy(error)
    strict = outcome(orjson_face.loads, '[1,\n"é"x')[1]
    again = pickle.loads(pickle.dumps(strict))
    assert type(again) is type(strict) and again.pos == strict.pos
