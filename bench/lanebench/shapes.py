# SPDX-License-Identifier: MIT
"""What `bench/run hunt` looks at: kinds of values, alone and in containers of several sizes, from a fixed seed.

A kind makes the JSON text of one value. Numbers and escapes are written out here, since json would write them in its
own way.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .documents import SEED, Document
from .generate import SCRIPTS, text, word

Make = Callable[[random.Random], str]

QUICK_PLACES = ("alone", "list of 100")
# No shape is longer than this, in bytes: a row has its share of a few minutes.
MOST = 2_000_000


@dataclass(frozen=True)
class Shape:
    """A document. `written`: dumps of its value differs from that of other shapes. `fault`: the text is refused."""

    document: Document
    written: bool = True
    fault: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of value. `weight`: about how many bytes one takes."""

    name: str
    make: Make
    weight: int = 8
    written: bool = True


def plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# -- numbers --


def digits(rng: random.Random, count: int) -> str:
    """Of which neither the first nor the last is 0."""
    middle = "".join(rng.choices("0123456789", k=count - 2))
    return (rng.choice("123456789") + middle if count > 1 else "") + rng.choice("123456789")


def integer(low: int, high: int) -> Make:
    return lambda rng: str(rng.randrange(low, high))


def fraction(before: int, after: int) -> Make:
    return lambda rng: f"{digits(rng, before)}.{digits(rng, after)}"


def scientific(after: int, least: int, most: int) -> Make:
    return lambda rng: f"{digits(rng, 1)}.{digits(rng, after)}e{rng.randint(least, most)}"


FRACTIONS = ((1, 1), (1, 3), (3, 2), (5, 6), (1, 14), (1, 15), (1, 16), (2, 17), (1, 19), (1, 23), (5, 35))
LONG_FRACTIONS = ((1, 100), (1, 400), (1, 800), (1, 3000), (300, 100))
SCIENTIFIC = ((1, 1, 22), (4, -10, 10), (16, -10, 10), (16, -300, 290), (16, -323, -308), (25, -30, 30))


def numbers() -> Iterator[Kind]:
    for count in (1, 2, 3, 5, 8, 9, 12, 16, 18):
        yield Kind(f"int, {count} digits", integer(10 ** (count - 1), 10**count))
    yield Kind("int, 19 digits", integer(10**18, 2**63), 20)
    yield Kind("int, 20 digits", integer(10**19, 2**64), 20)
    yield Kind("int, 1 to 18 digits", lambda rng: str(rng.randrange(10 ** rng.randint(1, 18))))
    yield Kind("int, either sign", integer(-(10**9), 10**9))
    for before, after in FRACTIONS + LONG_FRACTIONS:
        yield Kind(f"double, {before}.{after} digits", fraction(before, after), before + after, before + after <= 17)
    for after, least, most in SCIENTIFIC:
        kind = f"double, 1.{after} digits, exponent {least} to {most}"
        yield Kind(kind, scientific(after, least, most), 24, after == 16)
    yield Kind("double, 0.000 and 17 digits", lambda rng: f"0.000{digits(rng, 17)}", 24, False)
    yield Kind("double, whole", lambda rng: f"{rng.randrange(1000)}.0")
    yield Kind("double, either sign", lambda rng: repr(rng.uniform(-180, 180)), 18)


# -- strings --


def plain_text(letters: str, length: int) -> Make:
    return lambda rng: f'"{text(rng, letters, length, length)}"'


def letters_escaped(length: int, every: int) -> Make:
    """On average one character in `every` is an escape of one letter."""

    def character(rng: random.Random) -> str:
        return rng.choice(('\\"', "\\n", "\\\\")) if rng.randrange(every) == 0 else "e"

    return lambda rng: f'"{"".join(character(rng) for _ in range(length))}"'


def units_escaped(letters: str, length: int, share: float) -> Make:
    """Each character is an escape \\uXXXX, or two, with this probability. The others are ASCII letters."""

    def character(rng: random.Random) -> str:
        return json.dumps(rng.choice(letters))[1:-1] if rng.random() < share else rng.choice("etaoin")

    return lambda rng: f'"{"".join(character(rng) for _ in range(length))}"'


ESCAPED = {"controls": "\x01\x1f\x0b", "latin1": "éèüß", "chinese": SCRIPTS["chinese"], "pairs": "😀😁😂🤣😃😄"}


def strings() -> Iterator[Kind]:
    for length in (0, 1, 2, 7, 15, 16, 31, 60, 300, 5000):
        yield Kind(f"ascii string, {length}", plain_text("etaoin shrdlu", length), length + 3)
    for script, letters in SCRIPTS.items():
        for length in (1, 4, 20, 200, 5000):
            yield Kind(f"{script} string, {length}", plain_text(letters, length), 3 * length)
    for length in (60, 1000):
        yield Kind(f"string, one Chinese character in {length}", lambda rng, n=length: f'"{"的":e^{n}}"', length)  # type: ignore[misc]
    for length in (8, 60, 5000):
        for every in (2, 10, 50):
            yield Kind(f"string, {length}, one in {every} \\n", letters_escaped(length, every), length)
    for name, letters in ESCAPED.items():
        for length, share in ((1, 1.0), (5, 1.0), (30, 1.0), (30, 0.3), (5000, 1.0), (5000, 0.3), (5000, 0.02)):
            kind = f"string, {length}, {share:.0%} \\u of {name}"
            yield Kind(kind, units_escaped(letters, length, share), 6 * length, name == "controls")


# -- words and containers --


def words() -> Iterator[Kind]:
    yield Kind("true", lambda rng: "true")
    yield Kind("null", lambda rng: "null")
    yield Kind("true, false or null", lambda rng: rng.choice(("true", "false", "null")))


def tower(depth: int, opening: str, closing: str) -> Make:
    return lambda rng: opening * depth + "1" + closing * depth


def fixed_keys(keys: list[str]) -> Make:
    return lambda rng: plain(dict.fromkeys(keys, rng.randrange(1000)))


def new_keys(count: int) -> Make:
    return lambda rng: plain({word(rng, 6, 12): number for number in range(count)})


def message(rng: random.Random) -> str:
    return plain({"id": rng.randrange(10**8), "type": word(rng), "ok": True, "v": rng.randrange(1000) / 10})


def containers() -> Iterator[Kind]:
    yield Kind("[]", lambda rng: "[]")
    yield Kind("{}", lambda rng: "{}")
    yield Kind("[1]", lambda rng: f"[{rng.randrange(1000)}]")
    yield Kind('{"a":1}', fixed_keys(["a"]))
    yield Kind("[int, double, string]", lambda rng: plain([rng.randrange(1000), rng.random(), word(rng)]), 40)
    yield Kind("message", message, 50)
    for depth in (10, 100):
        yield Kind(f"lists, {depth} deep", tower(depth, "[", "]"), 2 * depth)
        yield Kind(f"dicts, {depth} deep", tower(depth, '{"k":', "}"), 6 * depth)
    for length in (1, 8, 30, 100):
        keys = [chr(ord("a") + number) + "k" * (length - 1) for number in range(10)]
        yield Kind(f"dict of 10 keys of {length}", fixed_keys(keys), 10 * length)
    for count in (10, 100):
        yield Kind(f"dict of {count} keys, each new", new_keys(count), 12 * count)
    yield Kind("dict of 10 Chinese keys", fixed_keys([letter * 3 for letter in SCRIPTS["chinese"][:10]]), 120)
    yield Kind("dict of 10 keys with escapes", fixed_keys([f'"{number}"' for number in range(10)]), 120)


SPACED = {"a": [1, 2.5, "text"], "b": {"c": None, "d": [True, {}]}}
SPACES: dict[str, int | str | None] = {"by 2": 2, "by 8": 8, "by a tab": "\t", "after separators": None}


def spaces() -> Iterator[Kind]:
    for name, indent in SPACES.items():
        yield Kind(f"white space {name}", lambda rng, by=indent: json.dumps(SPACED, indent=by), 100, False)  # type: ignore[misc]


def kinds() -> Iterator[Kind]:
    for source in (numbers, strings, words, containers, spaces):
        yield from source()


# -- places --


def in_list(items: Iterable[str]) -> str:
    return f"[{','.join(items)}]"


def in_dict(items: Iterable[str]) -> str:
    return "{" + ",".join(f'"key_{number}":{item}' for number, item in enumerate(items)) + "}"


# name -> how many values, and how they are put together
PLACES: dict[str, tuple[int, Callable[[Iterable[str]], str]]] = {
    "alone": (1, "".join),
    "list of 100": (100, in_list),
    "list of 5": (5, in_list),
    "list of 10,000": (10_000, in_list),
    "dict of 5": (5, in_dict),
    "dict of 1,000": (1_000, in_dict),
    "list of lists of 2": (500, lambda items: in_list(in_list(pair) for pair in zip(*[iter(items)] * 2, strict=True))),
}


def placed(kind: Kind, place: str) -> Shape:
    count, join = PLACES[place]
    name = kind.name if place == "alone" else f"{kind.name}; {place}"

    def read() -> bytes:
        rng = random.Random(f"{SEED} {name}")
        return join(kind.make(rng) for _ in range(count)).encode()

    return Shape(Document(name, "shape", read), kind.written)


def faults() -> Iterator[Shape]:
    for script in ("ascii", *SCRIPTS):
        for length in (20, 10_000):
            body = text(random.Random(SEED), SCRIPTS.get(script, "etaoin shrdlu"), length, length)
            for name, made in (("no end", f'["{body}'), ("a comma at the end", f'["{body}",]')):
                faulty = Document(f"fault: {name}, {script}, {length}", "shape", made.encode)
                yield Shape(faulty, written=False, fault=True)


def shapes(quick: bool) -> list[Shape]:
    """All of them in an order from the seed, so that a run that ends early has seen some of each sort."""
    places = QUICK_PLACES if quick else tuple(PLACES)
    made = [placed(kind, place) for kind in kinds() for place in places if kind.weight * PLACES[place][0] <= MOST]
    made += faults()
    random.Random(SEED).shuffle(made)
    return made
