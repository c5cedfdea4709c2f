# SPDX-License-Identifier: MIT
"""Deep nesting in and out, on stacks of any size: refused or done, never a crash."""

import subprocess
import sys
import threading
from pathlib import Path

import figures
import pytest
from compare import outcome
from subject import face, is_lanejson, model, needs_orjson, orjson_face, orjson_model, sanitized

NESTS = {
    "lists": ("[", "]", "1"),
    "objects": ('{"a":', "}", "1"),
    "objects in lists": ('[{"a":', "}]", "1"),
    "lists with items": ("[0,", "]", "1"),
    "spaced": ("[ \n  ", "\n ]", "1"),
}

# CPython counts levels of recursion; since 3.14 only the stack ends it.
COUNTED = sys.version_info < (3, 14)


def deep_text(kind, depth):
    opening, closing, inner = NESTS[kind]
    return opening * depth + inner + closing * depth


def deep_object(kind, depth):
    value = 1
    for _ in range(depth):
        value = (
            {"a": value}
            if kind == "objects"
            else [{"a": value}]
            if kind == "objects in lists"
            else (value,)
            if kind == "tuples"
            else [value]
        )
    return value


@pytest.mark.parametrize("kind", NESTS)
@pytest.mark.parametrize("depth", (1, 2, 50, 200, 400))
def test_moderate_depth_is_read_and_written(kind, depth):
    text = deep_text(kind, depth)
    value = face.loads(text)
    assert face.dumps(value) == model.dumps(model.loads(text))
    assert face.loads(face.dumps(value, indent=1)) == value
    assert face.loads(text, object_hook=dict) == value


@pytest.mark.parametrize("kind", NESTS)
@pytest.mark.parametrize("form", (str.encode, str))
def test_endless_depth_is_refused(kind, form):
    for depth in (20_000, 100_000, 1_000_000):
        for text in (deep_text(kind, depth), NESTS[kind][0] * depth):
            with pytest.raises(ValueError):
                orjson_face.loads(form(text))
            # Where the stack is the bound, a level of the model's takes more of it than the face takes it to: less than
            # a million levels may fit, also where the model refuses them.
            if depth < 1_000_000 and not COUNTED:
                outcome(face.loads, form(text))
                continue
            with pytest.raises(RecursionError):
                face.loads(form(text))
            with pytest.raises(RecursionError):
                face.loads(form(text), object_hook=dict, parse_int=int)
    assert face.loads(deep_text(kind, 100)) == deep_object_of(kind, 100)


def deep_object_of(kind, depth):
    return model.loads(deep_text(kind, depth))


def test_depth_that_json_takes_is_taken():
    """Whatever nesting the model reads or writes here, the face does too."""
    low, high = 1, 100_000
    while low < high - 1:
        middle = (low + high) // 2
        if outcome(model.loads, deep_text("lists", middle))[1] is None:
            low = middle
        else:
            high = middle
    for kind in ("lists", "objects"):
        for depth in range(low - 100, low - 20, 20):  # The last few levels are the frames of this very test.
            text = deep_text(kind, depth)
            if outcome(model.loads, text)[1] is None:
                assert outcome(face.loads, text)[1] is None, depth
                value = face.loads(text)
                if outcome(model.dumps, value)[1] is None:
                    assert outcome(face.dumps, value)[1] is None, depth
                value = unnest(value)


def unnest(value):
    """Takes a deep nest apart without recursion."""
    while isinstance(value, (list, tuple, dict)):
        value = next(iter(value.values() if isinstance(value, dict) else value), None)
    return value


@pytest.mark.parametrize("kind", ("lists", "objects", "objects in lists", "tuples"))
def test_endless_depth_is_not_written(kind):
    # Where only the stack ends json there are tens of thousands of levels, whose indents are gigabytes.
    for depth in (20_000, 200_000) if COUNTED else (200_000,):
        value = deep_object(kind, depth)
        for keywords in (
            {},
            *([{"indent": 1}] if COUNTED else ()),
            {"sort_keys": True},
            {"ensure_ascii": False},
            {"check_circular": False},
            {"default": repr},
        ):
            with pytest.raises(RecursionError):
                face.dumps(value, **keywords)
        # orjson has no limit for tuples and dies of them; with indents they would be gigabytes before they are refused.
        if kind != "tuples" or (is_lanejson and depth == 200_000):
            for option in (0, 32 if kind == "tuples" else 1):
                with pytest.raises(TypeError):
                    orjson_face.dumps(value, option=option)
        while isinstance(value, (list, tuple, dict)):  # Not all at once: CPython's own deallocation is not under test.
            value = value.popitem()[1] if isinstance(value, dict) else value[0]


def test_errors_deep_down():
    """An error at any depth frees everything above it."""
    for depth in (1, 10, 100, 400):
        for tail in ("x", "", "1,", "nul", '"\\x"', "{", '{"a"', "1 2", "01", "]}"):
            for opening in ("[", '{"a":', '[1,{"b":[2,"x",'):
                text = opening * (depth // 2 + 1) + tail
                ours, theirs = outcome(face.loads, text)[1], outcome(model.loads, text)[1]
                assert str(ours) == str(theirs), text[:200]


@needs_orjson
def test_errors_deep_down_orjson():
    for depth in (1, 10, 100, 1000, 1030, 2000):
        for tail in ("x", "", "1,", "nul", '"\\x"', "{", "1 2", "]}"):
            for opening in ("[", '{"a":'):
                text = opening * depth + tail
                ours, theirs = outcome(orjson_face.loads, text)[1], outcome(orjson_model.loads, text)[1]
                assert str(ours) == str(theirs) or "failed to allocate memory" in str(theirs), text[:200]


STACK_CODE = """
import sys, threading
sys.path[:0] = {path!r}
import {face} as face
import {strict} as strict

done = []

def tries(call, *arguments, **keywords):
    try:
        return call(*arguments, **keywords)
    except (RecursionError, ValueError, TypeError):
        return None

def free(values):
    # Level by level: CPython 3.13 itself runs out of such a stack where it frees a deep list.
    value = values.pop()
    while isinstance(value, (list, tuple, dict)):
        value = value.popitem()[1] if isinstance(value, dict) else value[0]

def nest(wrap, depth):
    value = 1
    for _ in range(depth):
        value = wrap(value)
    return value

def work():
    for depth in {depths}:
        for opening, closing in (("[", "]"), ('{{"a":', "}}")):
            free([tries(strict.loads, opening * depth + "1" + closing * depth)])
            free([tries(face.loads, opening * depth + "1" + closing * depth)])
            free([tries(face.loads, opening * depth + "1" + closing * depth, parse_int=int)])
        for wrap in (lambda v: [v], lambda v: {{"a": v}}, lambda v: (v,)):
            value = nest(wrap, depth)
            for name in ("skipkeys", "indent", "sort_keys", "allow_nan"):
                for circular in (False, True):
                    tries(face.dumps, value, check_circular=circular, ensure_ascii=circular, **{{name: True}})
            tries(strict.dumps, value)
            values = [value]
            del value
            free(values)
    done.append(True)

sys.setrecursionlimit({limit})
threading.stack_size({stack})
thread = threading.Thread(target=work)
thread.start()
thread.join()
assert done
print("ok")
"""


@pytest.mark.skipif(sanitized, reason="sanitizers need more stack")
@pytest.mark.skipif(not is_lanejson, reason="json itself counts levels, not bytes of stack, and may crash here")
@pytest.mark.parametrize(
    "stack,limit",
    (
        # CPython 3.14 keeps so much of 64 KiB for itself that the thread's own Python code finds no more.
        *([(64 << 10, 1000)] if sys.version_info < (3, 14) else ()),
        # So does its debug build of twice that.
        *([(128 << 10, 1000)] if sys.version_info < (3, 14) or not hasattr(sys, "gettotalrefcount") else ()),
        (256 << 10, 100_000),
        (1 << 20, 10**6),
        (8 << 20, 10**6),
    ),
)
def test_small_stacks(stack, limit):
    """Any depth in a thread with any stack, whatever recursion limit is set."""
    paths = [str(Path(face.__file__).resolve().parents[1]), str(Path(__file__).parent)] + [
        path for path in sys.path if path
    ]
    code = STACK_CODE.format(
        path=paths,
        face=face.__name__,
        strict=orjson_face.__name__,
        depths=(100, 900, 3000, 50_000),
        limit=limit,
        stack=stack,
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0 and result.stdout.strip() == "ok", f"{result.returncode}\n{result.stderr[-2000:]}"
    figures.note(10, f"deep nests in a thread with a stack of {stack >> 10} KiB", 40)


def test_deep_results_are_freed():
    """What loads returned can be dropped anywhere, also in a thread and by the collector."""
    import gc

    texts = [deep_text(kind, 900 if kind != "objects in lists" else 450) for kind in NESTS]

    def work():
        for text in texts:
            for loads in (face.loads, orjson_face.loads):
                value, _ = outcome(loads, text)
                if isinstance(value, list):
                    value.append(value)  # Now only the collector can free it.
                value = None
        gc.collect()

    work()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_endless_default_chains_end():
    """default() that nests for ever, and hooks that recurse for ever."""

    def deeper(value):
        return [object()]

    with pytest.raises(RecursionError):
        face.dumps(object(), default=deeper, check_circular=False)
    with pytest.raises((RecursionError, ValueError)):
        face.dumps(object(), default=deeper)
    with pytest.raises(TypeError):
        orjson_face.dumps(object(), deeper)

    def again(value):
        return face.loads('{"a":1}', object_hook=again)

    with pytest.raises(RecursionError):
        face.loads('{"a":1}', object_hook=again)

    def rewrite(value):
        return face.dumps([value], default=rewrite)

    with pytest.raises(RecursionError):
        face.dumps(object(), default=rewrite)

    def rewrite_strict(value):
        return orjson_face.dumps([value], rewrite_strict).decode()

    with pytest.raises((RecursionError, TypeError)):
        orjson_face.dumps(object(), rewrite_strict)
