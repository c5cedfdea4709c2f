# SPDX-License-Identifier: MIT
"""Documents made from a seed: each maker returns a Python value, the same for the same seed on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Maker = Callable[[random.Random], Any]

# Characters of running text, by script; the blank appears several times so that words have a natural length.
SCRIPTS = {
    "latin1": "abcdeéèêàçùîïôöüßñ åæøÄÖÜ     ",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщыьэюя     ",
    "chinese": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里",
    "emoji": "😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗🙂🤗🤩🤔 ok wow ",
}
ASCII_TEXT = "abcdefghijklmnopqrstuvwxyz ABCDEFGH 0123456789 .,;-_"


def text(rng: random.Random, alphabet: str, low: int, high: int) -> str:
    return "".join(rng.choices(alphabet, k=rng.randint(low, high)))


def word(rng: random.Random, low: int = 3, high: int = 12) -> str:
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(low, high)))


def record(rng: random.Random, number: int) -> dict[str, Any]:
    """One row as a service would send it: twelve keys, every kind of value."""
    return {
        "id": number,
        "uuid": f"{rng.getrandbits(128):032x}",
        "name": f"{word(rng).title()} {word(rng).title()}",
        "email": f"{word(rng)}@{word(rng)}.example",
        "age": rng.randint(18, 90),
        "active": rng.random() < 0.5,
        "balance": rng.randint(0, 10_000_000) / 100,
        "score": rng.random(),
        "tags": [word(rng, 3, 8) for _ in range(rng.randint(0, 4))],
        "address": {"street": text(rng, ASCII_TEXT, 8, 24), "city": word(rng), "zip": f"{rng.randint(0, 99999):05d}"},
        "note": None,
        "created": f"2024-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:00:00Z",
    }


def records(count: int) -> Maker:
    return lambda rng: [record(rng, number) for number in range(count)]


def ints(count: int) -> Maker:
    """Integers whose number of digits is uniform from 1 to 18, one in four negative."""
    return lambda rng: [
        rng.randrange(10 ** rng.randint(1, 18)) * (-1 if rng.random() < 0.25 else 1) for _ in range(count)
    ]


def short_ints(count: int) -> Maker:
    return lambda rng: [rng.randrange(1000) for _ in range(count)]


def short_floats(count: int) -> Maker:
    return lambda rng: [rng.randint(-1_000_000, 1_000_000) / 1000 + 0.5 for _ in range(count)]


def full_floats(count: int) -> Maker:
    """Doubles of 16 or 17 significant digits."""
    return lambda rng: [rng.uniform(-180, 180) for _ in range(count)]


def unique_strings(count: int) -> Maker:
    return lambda rng: [text(rng, ASCII_TEXT, 4, 40) for _ in range(count)]


def repeated_strings(count: int) -> Maker:
    def make(rng: random.Random) -> list[str]:
        few = [text(rng, ASCII_TEXT, 4, 40) for _ in range(100)]
        # Joined anew, so that equal strings are different objects, as a program's own would be.
        return ["".join(rng.choice(few)) for _ in range(count)]

    return make


def bools(count: int) -> Maker:
    return lambda rng: [rng.random() < 0.5 for _ in range(count)]


def nones(count: int) -> Maker:
    return lambda rng: [None] * count


def small_objects(count: int) -> Maker:
    return lambda rng: [{"x": rng.randrange(1000), "y": rng.randrange(1000)} for _ in range(count)]


def small_lists(count: int) -> Maker:
    return lambda rng: [[rng.randrange(1000), rng.randrange(1000)] for _ in range(count)]


def nested(depth: int, count: int) -> Maker:
    """`count` towers of alternating objects and arrays, `depth` high."""

    def tower(rng: random.Random) -> Any:
        value: Any = rng.randrange(1000)
        for level in range(depth):
            value = {"k": value, "n": level} if level % 2 else [value, level]
        return value

    return lambda rng: [tower(rng) for _ in range(count)]


def wide_object(count: int) -> Maker:
    return lambda rng: {f"key_{number:06d}_{word(rng, 2, 6)}": rng.randrange(10**6) for number in range(count)}


def escapes(count: int) -> Maker:
    """Strings in which every third character must be escaped."""
    return lambda rng: [text(rng, 'abcdefgh"\\\n\t', 20, 120) for _ in range(count)]


def script(name: str, count: int) -> Maker:
    letters = SCRIPTS[name]
    return lambda rng: [{"title": text(rng, letters, 5, 40), "body": text(rng, letters, 40, 400)} for _ in range(count)]


def message_50(rng: random.Random) -> dict[str, Any]:
    return {"id": 1234567, "type": "update", "ok": True, "v": 1.5}


def message_1k(rng: random.Random) -> dict[str, Any]:
    return {"status": "ok", "page": 1, "items": [record(rng, number) for number in range(3)], "total": 3}


def update(rng: random.Random) -> dict[str, Any]:
    """A message of some 50 bytes."""
    return {
        "id": rng.randrange(10 ** rng.randint(1, 8)),
        "type": rng.choice(("update", "delete", "insert", "ping")),
        "ok": rng.random() < 0.5,
        "v": round(rng.random() * 10 ** rng.randint(0, 4), rng.randint(0, 3)),
    }


def event(rng: random.Random) -> dict[str, Any]:
    """A message of some 200 bytes."""
    return {
        **update(rng),
        "user": {"name": word(rng), "mail": f"{word(rng)}@{word(rng)}.example", "roles": [word(rng) for _ in range(2)]},
        "path": f"/{word(rng)}/{word(rng)}",
        "took": round(rng.random(), 4),
        "next": None,
    }


def many(message: Maker, count: int) -> Maker:
    return lambda rng: [message(rng) for _ in range(count)]


def classic(rng: random.Random) -> dict[str, Any]:
    """The dict that many published comparisons use."""
    grid: Any = 1
    for _ in range(50):
        grid = [grid, grid] if rng.random() < 0.05 else [grid]
    return {"ints": list(range(100_000)), "object": {str(n): n for n in range(10_000)}, "nested": [grid] * 10}
