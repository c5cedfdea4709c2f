# SPDX-License-Identifier: MIT
"""Numbers, right to the last bit: text to double, and double to the shortest text."""

import re
import struct
from random import Random

import corpus
import figures
import pytest
from compare import outcome, same, told
from subject import face, model, needs_orjson, orjson_face, orjson_model, scaled, seed
from test_differential_loads import check, orjson_classes, same_outcome

NUMBER = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
INFINITE = (0x7FF0000000000000, 0xFFF0000000000000)


def bits(value):
    return struct.unpack("<Q", struct.pack("<d", value))[0]


def lines():
    """(bits of the double, text) of every line of the collection."""
    for path in corpus.files("numbers", "*.txt.xz"):
        column = 2 if "fxx" in path.name else 0
        for line in corpus.unpacked(path).splitlines():
            parts = line.split(b" ")
            yield int(parts[column], 16), parts[-1]


@pytest.mark.parametrize("tail", ("", "e0", "e-3", "E+25", "e", ".", "-", "x"))
def test_as_many_digits_as_a_word_holds(tail):
    """Every split of 16 to 22 digits by a dot, of the least, the greatest and other values of so many, of both signs:
    which way a number takes hangs on how many there are."""
    rng = Random(16)
    for count in range(16, 23):
        for digits in ("1" + "0" * (count - 1), "9" * count, "0" * (count - 1) + "1", "18446744073709551616"[:count]):
            for part in (digits, "".join(rng.choices("0123456789", k=count))):
                for dot in range(1, count + 1):
                    whole = part[:dot].lstrip("0") or "0"
                    text = whole + ("." + part[dot:] if dot < count else "") + tail
                    array = f"[{text}, -{text},{text},-{text} ]".encode()
                    check(face.loads, model.loads, array)


@corpus.needs_data
def test_lines_of_the_collection():
    """Every line through both faces, alone and within an array; what the grammar does not allow is refused."""
    total = wrong = refused = 0
    valid = []
    for expected, text in lines():
        total += 1
        if not NUMBER.fullmatch(text):
            ours, theirs = outcome(face.loads, text), outcome(model.loads, text)
            wrong += not same_outcome(ours, theirs, text) or outcome(orjson_face.loads, text)[1] is None
            refused += 1
            continue
        valid.append((expected, text))
        wrong += not right(expected, text)
    assert total == 176_445 and refused < 2000
    wrong += arrays_wrong(valid)
    figures.note(3, "lines of numbers read by both faces", total, wrong)
    assert wrong == 0


def right(expected, text):
    """Is one valid number read rightly by both faces?"""
    value = face.loads(text)
    if isinstance(value, int):
        fine = value == int(text)
    else:
        fine = bits(value) == expected
    strict = outcome(orjson_face.loads, text)
    if expected in INFINITE:
        return fine and isinstance(strict[1], orjson_face.JSONDecodeError)
    if isinstance(strict[0], int):
        return fine and strict[0] == int(text) and -(2**63) <= strict[0] < 2**64
    return (fine and strict[1] is None and bits(strict[0]) == expected) or (text, expected) == (b"-0", 1 << 63)


def arrays_wrong(numbers):
    """The same texts a thousand to an array, with other neighbours and at other places."""
    wrong = 0
    for start in range(0, len(numbers), 1000):
        part = numbers[start : start + 1000]
        text = b"[" + b", ".join(text for _, text in part) + b"]"
        wrong += not same(face.loads(text), model.loads(text))
        strict = b"[" + b",".join(text for expected, text in part if expected not in INFINITE) + b"]"
        if orjson_model is not None:
            wrong += not same(orjson_face.loads(strict), orjson_model.loads(strict))
    return wrong


@corpus.needs_data
def test_lines_written():
    """The shortest text of every double of the collection, as both models write it."""
    values = [struct.unpack("<d", struct.pack("<Q", expected))[0] for expected, _ in lines()]
    assert face.dumps(values) == model.dumps(values)
    if orjson_model is not None:
        assert orjson_face.dumps(values) == orjson_model.dumps(values)
    figures.note(3, "doubles of the collection written by both faces", len(values))


class Doubles:
    """Random doubles by kind, a block at a time."""

    BLOCK = 4000

    def __init__(self, seed):
        self.rng = Random(seed)

    def any_bits(self):
        raw = self.rng.getrandbits(64 * self.BLOCK).to_bytes(8 * self.BLOCK, "little")
        return [value for value in struct.unpack(f"<{self.BLOCK}d", raw) if value - value == 0]

    def decimals(self):
        rng = self.rng
        return [round(rng.uniform(-(10**5), 10**5), rng.randrange(9)) for _ in range(self.BLOCK)]

    def whole(self):
        rng = self.rng
        return [float(rng.getrandbits(rng.randrange(1, 70))) for _ in range(self.BLOCK)]

    def unit(self):
        return [self.rng.random() for _ in range(self.BLOCK)]

    def powers(self):
        """The neighbours of powers of two and of ten, where the distance between doubles changes."""
        rng, found = self.rng, []
        for _ in range(self.BLOCK // 2):
            near = 2.0 ** rng.randrange(-1074, 1024) if rng.random() < 0.5 else float(f"1e{rng.randrange(-323, 309)}")
            at = min(max(bits(near) + rng.randrange(-3, 4), 0), 0x7FEFFFFFFFFFFFFF)
            found.append(struct.unpack("<d", struct.pack("<Q", at))[0])
            found.append(float(f"{rng.randrange(1, 10000)}e{rng.randrange(-323, 305)}"))
        return found

    def block(self, number):
        return (self.any_bits, self.decimals, self.any_bits, self.whole, self.unit, self.powers)[number % 6]()


def doubles_differential(count, generator):
    """Doubles to text and back through both faces, compared with json's text. Returns how many."""
    done = number = 0
    while done < count:
        values = generator.block(number)
        number += 1
        text = model.dumps(values)
        if face.dumps(values) != text:
            [check_written(value) for value in values]
        if not same(face.loads(text), values):
            [check(face.loads, model.loads, model.dumps(value).encode()) for value in values]
            raise AssertionError(f"an array was read wrongly that starts with {text[:200]}")
        strict = orjson_face.dumps(values)
        if orjson_model is not None:
            assert strict == orjson_model.dumps(values)
        assert same(orjson_face.loads(strict), values)
        done += len(values)
    return done


def check_written(value):
    assert face.dumps(value) == model.dumps(value), value.hex()


def test_random_doubles():
    count = doubles_differential(scaled(1_000_000), Doubles(seed()))
    figures.note(3, "random doubles to text and back", count)


def long_numbers(rng):
    """Texts that need more than 64 bits to decide: near half-way points, and with digits far behind."""
    value = struct.unpack("<d", struct.pack("<Q", rng.getrandbits(62)))[0]
    exact = "%.1100f" % value if 1e-5 < value < 1e40 else "%.780e" % value
    digits = exact[: rng.randrange(17, len(exact))].rstrip(".e+-")
    if "e" in exact and "e" not in digits:
        digits += exact[exact.index("e") :]
    return digits.encode()


def half_way(rng):
    """A point exactly between two doubles, or a digit beside it, in full."""
    from fractions import Fraction

    at = rng.randrange(1, 0x7FEFFFFFFFFFFFFE)
    low, high = struct.unpack("<2d", struct.pack("<2Q", at, at + 1))
    middle = (Fraction(low) + Fraction(high)) / 2
    shift = middle.denominator.bit_length() - 1
    digits = middle.numerator * 5**shift
    text = f"{digits + rng.choice((-1, 0, 0, 1))}e-{shift}" if shift else str(digits) + ".0"
    return text.encode()


def test_long_numbers():
    rng = Random(seed())
    count = scaled(3000)
    for index in range(count):
        text = long_numbers(rng) if index % 2 else half_way(rng)
        if not NUMBER.fullmatch(text):
            continue
        check(face.loads, model.loads, text)
        value, strict = face.loads(text), outcome(orjson_face.loads, text)
        if strict[1] is None:
            assert strict[0] == float(value), text
    figures.note(3, "numbers that need exact arithmetic", count)


def test_integers():
    """Every length, both signs, around every power of two and of ten; as values, items, and keys."""
    values = {
        sign * (base**power + near)
        for base in (2, 10)
        for power in range(70)
        for near in (-1, 0, 1)
        for sign in (1, -1)
    }
    values |= {Random(1).getrandbits(size) for size in range(1, 400)}
    for value in values:
        text = str(value)
        check(face.loads, model.loads, text)
        check(face.loads, model.loads, f"[{text},{text} ]")
        assert face.dumps(value) == text
        assert face.dumps({value: [value]}) == f'{{"{text}": [{text}]}}'
        ours, theirs = outcome(orjson_face.dumps, value), outcome(model.dumps, value)
        assert (ours[1] is None) == (-(2**63) <= value < 2**64)
        if ours[1] is None:
            assert ours[0] == theirs[0].encode()
    figures.note(3, "integers around powers, in and out", len(values))


@needs_orjson
def test_integers_orjson():
    for power in range(1, 70):
        for near in range(-3, 4):
            for sign in ("", "-"):
                text = f"{sign}{2**power + near}"
                for form in (text, f"[{text}]", f"[{text}.0,{text}e0,{text}e1]", f"{text}.5", f"{text}e-2"):
                    check(orjson_face.loads, orjson_model.loads, form.encode(), orjson_classes())


@pytest.mark.parametrize("text", (
    "-0", "-0.0", "0e0", "-0e-5", "0.0000", "1e0", "1E0", "1e+0", "1e-0", "1e00", "1e0000000000000000000001",
    "1e-0000000000000000001",
    "0e99999999999999999999", "0.0e-99999999999999999999", "1e99999999999999999999", "-1e99999999999999999999",
    "1e-99999999999999999999",
    "5e-324", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1.7976931348623159e308", "179769313486231580793e289", "9007199254740993", "9007199254740993.0",
    "9007199254740992.5",
    "0." + "0" * 350 + "1", "1" + "0" * 308 + ".0", "1" + "0" * 309 + ".0", "123" * 200 + "e-590",
    "0." + "123" * 300 + "e10",
))  # fmt: skip
def test_edges(text):
    for form in (text, f"[{text}]", f" {text} ", f'{{"a":{text}}}'):
        check(face.loads, model.loads, form)
        check(face.loads, model.loads, form.encode())
        if orjson_model is not None:
            ours, theirs = outcome(orjson_face.loads, form), outcome(orjson_model.loads, form)
            assert same_outcome(ours, theirs, form, orjson_classes()), (told(*ours), told(*theirs))
