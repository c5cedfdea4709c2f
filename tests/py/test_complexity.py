# SPDX-License-Identifier: MIT
"""Time grows no faster than the input, whoever chooses the input: four times the size takes less than seven times as
long, where a fault that grows as n ** 1.5 takes eight and caches that overflow take five or six."""

import gc
import time

import figures
import pytest
from compare import outcome
from objects import Opaque
from subject import face, orjson_face, sanitized

pytestmark = pytest.mark.skipif(sanitized, reason="sanitizers have costs of their own")

LIMIT = 7
SECONDS = 0.001  # The smaller input is made to take at least so long: below that, one measures the machine.
SIXTEENTHS = (16, 24, 8, 32, 4, 48, 2, 6, 1, 3)  # Of the size that does, those that are tried one after the other.


class Key(str):
    """A str subclass whose instances all look different to caches."""


def long_key(n):
    return f'"{"k" * 60}{n}"'


def alternating_shapes(n):
    """Objects whose keys never come in the same order twice."""
    return (
        "["
        + ",".join("{" + ",".join(f'"{(i * 7919 + j * j * 31) % 997}":0' for j in range(8)) + "}" for i in range(n))
        + "]"
    )


def same_prefix(n):
    return "{" + ",".join(f'"{"x" * 64}{i:08d}{"y" * 64}":{i}' for i in range(n)) + "}"


LOADS = {
    "white space": lambda n: " " * n + "1",
    "white space between": lambda n: "[" + ",".join("\n        1" for _ in range(n)) + "]",
    "newlines before an error": lambda n: "[" + "\n" * n + "x",
    "long string": lambda n: '"' + "a" * n + '"',
    "unclosed string": lambda n: '"' + "a" * n,
    "unclosed after escapes": lambda n: '"' + '\\"' * n,
    "backslashes": lambda n: '"' + "\\\\" * n + '"',
    "backslashes, unclosed": lambda n: '"' + "\\" * (2 * n + 1) + '"',
    "escapes": lambda n: '"' + "\\u00e9\\n" * n + '"',
    "escaped pairs": lambda n: '"' + "\\ud83d\\ude00" * n + '"',
    "lone surrogates": lambda n: '"' + "\\ud83d" * n + '"',
    "wide character last": lambda n: '"' + "a" * n + "😀" + '"',
    "every string wider": lambda n: "[" + ",".join('"aé中😀"' for _ in range(n)) + "]",
    "empty strings": lambda n: "[" + ",".join('""' for _ in range(n)) + "]",
    "unique keys": lambda n: "{" + ",".join(f'"{i}":0' for i in range(n)) + "}",
    "one key over and over": lambda n: "{" + ",".join('"a":0' for _ in range(n)) + "}",
    "keys with one prefix": same_prefix,
    "long unique keys": lambda n: "[" + ",".join("{" + long_key(i) + ":0}" for i in range(n)) + "]",
    "shapes that change": alternating_shapes,
    "objects with one new key": lambda n: "[" + ",".join(f'{{"a":1,"b":2,"c{i}":3}}' for i in range(n)) + "]",
    "escaped keys": lambda n: "[" + ",".join(f'{{"\\u0061{i}":1}}' for i in range(n)) + "]",
    "brackets, unclosed": lambda n: "[" * min(n, 900) + "1," * n,
    "nests side by side": lambda n: "[" + ",".join("[" * 200 + "]" * 200 for _ in range(n)) + "]",
    "short integers": lambda n: "[" + ",".join(str(i % 10) for i in range(n)) + "]",
    "zeros of a decimal": lambda n: "0." + "0" * n + "1",
    "digits of a decimal": lambda n: "0." + "123456789" * n,
    "digits of a half-way point": lambda n: "1.00000000000000011102230246251565404236316680908203125" + "0" * n + "1",
    "digits of an exponent": lambda n: "1e" + "0" * n + "1",
    "digits of a huge exponent": lambda n: "1e-" + "9" * n,
    "floats near half-way": lambda n: (
        "[" + ",".join("9007199254740993.00000000000000000000001" for _ in range(n)) + "]"
    ),
    "digits before a refusal": lambda n: "1" * n,
    "minus signs": lambda n: "[" + "-" * n,
    "commas": lambda n: "[" + "," * n,
    "extra data": lambda n: "1" + " " * n + "1",
}


def sizes(texts):
    """For loads under both faces: what is read, and how."""
    for name, make in texts.items():
        for kind in ("json str", "json bytes", "orjson bytes"):
            if kind == "json bytes" and name.startswith("digits before"):
                continue
            yield name, kind, make


DUMPS = {
    "integers": lambda n: list(range(n)),
    "floats": lambda n: [i / 7 for i in range(n)],
    "long string": lambda n: "a" * n,
    "string of escapes": lambda n: '"\\\n' * n,
    "string of controls": lambda n: "\x01" * n,
    "wide string": lambda n: "中" * n,
    "wide character last": lambda n: ["a" * n, "é", "中", "😀"],
    "each string wider": lambda n: ["a", "é", "中", "😀"] * n,
    "emoji": lambda n: "😀" * n,
    "empty containers": lambda n: [[], {}] * n,
    "unique keys": lambda n: {f"key {i}": i for i in range(n)},
    "one dict many times": lambda n: [{"a": 1, "b": [2]}] * n,
    "nests side by side": lambda n: [nest(150) for _ in range(n)],
    "keys that are numbers": lambda n: dict.fromkeys(range(n), 0),
    "keys of a subclass": lambda n: {Key(i): 0 for i in range(n)},
    "default": lambda n: [Opaque()] * n,
}


def nest(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def seconds(call):
    """The least processor time of a few calls."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def measured_ratio(make, call):
    """time(4n) / time(n), and n.

    One pair of sizes may straddle the end of a cache, which other processes may use too, or a threshold of malloc; a
    fault of the algorithm shows at all of them. So a ratio beyond the limit counts only if other sizes and later
    moments have it too."""
    n = 64
    while n < 1_000_000:
        argument = make(n)
        if seconds(lambda: call(argument)) >= SECONDS:
            break
        n *= 4
    best = float("inf")
    for sixteenths in SIXTEENTHS:
        size = n * sixteenths // 16
        small, large = make(size), make(4 * size)
        best = min(best, seconds(lambda: call(large)) / seconds(lambda: call(small)))
        if best < LIMIT:
            break
    return best, n


@pytest.fixture(autouse=True)
def no_collector():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name,kind,make", [pytest.param(*case, id=f"{case[0]} ({case[1]})") for case in sizes(LOADS)])
def test_loads(name, kind, make):
    loads = orjson_face.loads if kind.startswith("orjson") else face.loads
    if kind == "json str":
        ratio, n = measured_ratio(make, lambda text: outcome(loads, text))
    else:
        ratio, n = measured_ratio(lambda n: make(n).encode(), lambda text: outcome(loads, text))
    figures.note(10, f"time(4n)/time(n): loads, {name}, {kind}: {ratio:.2f}", n, int(ratio >= LIMIT))
    assert ratio < LIMIT, f"four times the size takes {ratio:.2f} times as long at n={n}"


KINDS = {
    "json": lambda value: face.dumps(value, default=repr),
    "json, not ASCII": lambda value: face.dumps(value, ensure_ascii=False, default=repr),
    "json, sorted and indented": lambda value: face.dumps(value, sort_keys=True, indent=1, default=repr),
    "orjson": lambda value: orjson_face.dumps(value, repr, 4),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", DUMPS)
def test_dumps(name, kind):
    limit = LIMIT + ("sorted" in kind)  # Sorting is not linear.
    ratio, n = measured_ratio(DUMPS[name], lambda value: outcome(KINDS[kind], value))
    figures.note(10, f"time(4n)/time(n): dumps, {name}, {kind}: {ratio:.2f}", n, int(ratio >= limit))
    assert ratio < limit, f"four times the size takes {ratio:.2f} times as long at n={n}"


def test_integers_of_many_digits():
    """Up to the interpreter's limit of digits the cost of one is the interpreter's own, so it is bounded."""
    text = "[" + ",".join("7" * 4000 for _ in range(50)) + "]"
    assert seconds(lambda: face.loads(text)) < 0.2
    refused = "7" * 2_000_000
    assert seconds(lambda: outcome(face.loads, refused)) < 0.2
