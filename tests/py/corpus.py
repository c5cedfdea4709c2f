# SPDX-License-Identifier: MIT
"""Where the test documents are, and endless others: random JSON texts, true and broken.

The test data of the project lies in tests/data. A larger collection, which is not part of it, is read from the folder
that LANEJSON_DATA names (by default ../shared/data beside the checkout) where there is one."""

import json
import lzma
import os
from functools import cache
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN_DATA = ROOT / "tests" / "data"
DATA = Path(os.environ.get("LANEJSON_DATA", ROOT.parent / "shared" / "data"))

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no collection of documents at LANEJSON_DATA ({DATA})")


def files(folder, pattern="*"):
    """The files of one folder of the collection, or none."""
    return sorted((DATA / folder).glob(pattern))


def own(kind):
    """The project's own cases of one kind: accept or refuse."""
    return sorted((OWN_DATA / kind).glob("*.json"))


def unpacked(path):
    return lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()


def documents():
    """Name and bytes of every document of the collection that is one JSON text."""
    for path in files("documents", "*.json.xz"):
        yield path.name[: -len(".json.xz")], unpacked(path)
    for path in files("documents/small", "**/*.json"):
        yield path.stem, path.read_bytes()


@cache
def seeds(limit=4096):
    """Small texts worth mutating: JSONTestSuite, jsonchecker, the project's own, and pieces of large documents."""
    found = [path.read_bytes() for kind in ("accept", "refuse") for path in own(kind)]
    for folder in ("JSONTestSuite/test_parsing", "JSONTestSuite/test_transform", "jsonchecker", "documents/small"):
        found += [path.read_bytes() for path in files(folder, "**/*.json")]
    for name in (
        "twitter",
        "twitterescaped",
        "github_events",
        "citm_catalog",
        "canada",
        "apache_builds",
        "instruments",
    ):
        path = DATA / "documents" / f"{name}.json.xz"
        if path.exists():
            found += pieces(json.loads(unpacked(path)), limit)
    return [text for text in found if len(text) <= limit]


def pieces(document, limit, most=60):
    """Up to `most` parts of a document whose texts are neither tiny nor beyond the limit."""
    found, waiting = [], [document]
    while waiting and len(found) < most:
        value = waiting.pop(0)
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting.extend(child for child in list(children)[:40] if isinstance(child, (dict, list)))
        text = json.dumps(value, ensure_ascii=len(found) % 2 == 0, indent=2 if len(found) % 3 == 0 else None).encode()
        if 64 <= len(text) <= limit:
            found.append(text)
    return found


SPACES = (b"", b"", b"", b"", b" ", b" ", b"\n", b"\n  ", b"\r\n\t", b"\t", b"    ", b"\n" + b" " * 17, b" " * 33)
TOKENS = (
    b"[ ] { } , : [] {} [[ ]] }} }, ], null true false NaN Infinity -Infinity nul tru fals Inf -Inf nan "
    b'0 1 -1 -0 -0.0 00 01 - + 1. .5 1e 1e5 1E+5 1e-7 1e400 -1e400 1e-400 0e0 0e+ "" "a" "b" "a":1 "a" '
    b'"key": " \\ / // /**/ \x00 \x0c \x1f \x7f "\\u0041" "\\ud800" "\\udc00" "\\ud83d\\ude00" '
    b'"\\uD834" "\\u12" "\\x" "\\" "\t" \xc3\xa9 "\xc3\xa9" "\xf0\x9f\x98\x80" "\xff" "\xed\xa0\x80" '
    b"\xef\xbb\xbf \xe2\x80\xa8 9223372036854775807 9223372036854775808 -9223372036854775809 "
    b"18446744073709551615 18446744073709551616 123456789012345678901234567890 0.1 "
    b"1.7976931348623157e308 5e-324"
).split(b" ")
TOKENS = tuple(TOKENS) + (b" ", b"\n", b", ", b": ", b"\t")

# Bytes that matter to some state of a reader.
BYTES = (
    bytes(range(0x23))
    + b'"\\/[]{}:,+-.eE0123456789nulltruefalseNaNInfinityabu\x7f\x80\xbf\xc0\xc3\xe2\xed\xef\xf0\xf4\xff'
)


def random_number(rng):
    """A number as someone might write it; most are in the grammar, some are not."""
    kind = rng.randrange(11) if rng.random() < 0.98 else 11
    if kind < 3:
        return str(rng.randrange(-1000, 1000))
    if kind == 3:
        return str(rng.choice((1, -1)) * rng.getrandbits(rng.randrange(1, 70)))
    if kind == 4:
        return repr(rng.choice((1, -1)) * (2 ** rng.randrange(1, 66) + rng.randrange(-2, 3)))
    if kind == 5:
        return repr(rng.uniform(-1000, 1000))
    if kind == 6:
        return f"{rng.uniform(-180, 180):.{rng.randrange(0, 8)}f}"
    if kind == 7:
        return f"{rng.getrandbits(rng.randrange(1, 64))}e{rng.randrange(-330, 320)}"
    if kind == 8:
        exponent = rng.choice(("", "e-5", "E+10", "e300", "e0"))
        return f"{rng.randrange(10)}.{rng.getrandbits(rng.randrange(1, 90))}{exponent}"
    if kind == 9:
        return "-" * rng.randrange(2) + "".join(rng.choices("0123456789", k=rng.randrange(1, 40)))
    if kind == 10:
        return rng.choice(
            ("0", "-0", "0.0", "-0.0", "1e5", "1E400", "-1e400", "0e999999", "1e-999", "2.2250738585072011e-308")
        )
    return "".join(rng.choices("0123456789.eE+-", k=rng.randrange(1, 12)))


ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-/.:,{}[]",
    "aé ñüßÿ\x7f\x80\xa0",
    "ab中文字符串测试ёжик\u07ff\u0800\uffff\ufeff\u2028",
    "a😀é中\U00010000\U0010ffff",
    'a"\\/\n\t\r\b\f',
)


def random_text(rng, longest=40):
    """A Python str; mostly short, at times long enough to cross several vectors."""
    length = rng.randrange(longest) if rng.random() < 0.93 else rng.randrange(400)
    text = "".join(rng.choices(rng.choice(ALPHABETS), k=length))
    if rng.random() < 0.1:
        at = rng.randrange(length + 1)
        text = (
            text[:at]
            + rng.choice(("\x00", "\x1f", "\ud800", "\udfff", "\ud83d", '"', "\\", "é", "😀", "\x7f"))
            + text[at:]
        )
    return text


def string_token(rng):
    """The JSON text of a random str: escaped a little, fully, or not as it should be."""
    text = random_text(rng)
    how = rng.random()
    if how < 0.45:
        return json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if how < 0.8:
        return json.dumps(text).encode()
    if how < 0.97:
        return ('"' + "".join(escaped(rng, char) for char in text) + '"').encode("utf-8", "surrogatepass")
    return b'"' + text.encode("utf-8", "surrogatepass") + b'"'


def escaped(rng, char):
    """One character in any of the ways in which JSON lets it be written."""
    code = ord(char)
    if code >= 0x10000 or rng.random() < 0.3:
        return json.dumps(char)[1:-1]
    return (f"\\u{code:04x}", f"\\u{code:04X}")[rng.randrange(2)]


class Documents:
    """Random JSON texts as bytes. Case i of a seed depends on nothing else, so any of them can be made again."""

    def __init__(self, seed, pool=2500):
        self.seed = seed
        self.rng = Random(seed)
        rng = Random(0)  # The pools are the same for every seed: cases differ by how they are put together.
        self.strings = [string_token(rng) for _ in range(pool)]
        self.numbers = [random_number(rng).encode() for _ in range(pool)]
        self.keys = [string_token(rng) for _ in range(200)] + [
            b'"%s"' % word for word in b"id name type url text user a b".split()
        ]
        self.seeds = seeds()
        self.wholes = [self.value(rng, 4) for _ in range(pool)] + self.seeds

    def value(self, rng, depth):
        """A text of the grammar, but for what its numbers and strings may hold."""
        kind = rng.random()
        if depth == 0 or kind < 0.4:
            if kind < 0.15:
                return (b"null", b"true", b"false")[int(kind * 20)]
            pool = self.strings if kind < 0.28 else self.numbers
            return pool[int(rng.random() * len(pool))]
        space, colon = (b"", b":") if rng.random() < 0.5 else (SPACES[int(rng.random() * len(SPACES))], b": ")
        count = int(rng.random() * rng.random() * 12)
        items = [self.value(rng, depth - 1) for _ in range(count)]
        if kind < 0.7:
            return b"[" + space + (b"," + space).join(items) + space + b"]"
        first = int(rng.random() * len(self.keys))
        keys = [self.keys[(first + n * n) % len(self.keys)] for n in range(count)]
        return b"{" + space + (b"," + space).join([key + colon + item for key, item in zip(keys, items)]) + space + b"}"

    def case(self, number):
        rng = self.rng
        rng.seed(self.seed * 1_000_000_007 + number)
        kind = rng.random()
        if kind < 0.35:
            return self.value(rng, 3)
        if kind < 0.7:
            return self.mutated(rng, self.wholes[int(rng.random() * len(self.wholes))])
        if kind < 0.8:
            return b"".join(rng.choices(TOKENS, k=1 + int(rng.random() * 12)))
        if kind < 0.9:  # Move what follows to any place of a vector.
            pad = SPACES[int(rng.random() * 4) + 4] * int(rng.random() * 70)
            return pad + self.mutated(rng, self.value(rng, 2)) + SPACES[int(rng.random() * len(SPACES))]
        if kind < 0.94:
            whole = self.wholes[int(rng.random() * len(self.wholes))]
            return whole[: int(rng.random() * (len(whole) + 1))]
        if kind < 0.997:
            pool = self.strings if rng.random() < 0.5 else self.numbers
            return self.mutated(rng, pool[int(rng.random() * len(pool))])
        return self.large(rng)

    def large(self, rng):
        """Some 40 KB of mostly right text: more than any window of the reader."""
        space = rng.choice(SPACES)
        parts = rng.choices(self.wholes, k=rng.randrange(20, 200))
        text = b"[" + (b"," + space).join(part for part in parts if len(part) < 1000) + b"]"
        return text if rng.random() < 0.5 else self.mutated(rng, text)

    def mutated(self, rng, text):
        for _ in range(1 if rng.random() < 0.7 else 3):
            text = self.mutation(rng, text)
        return text

    def mutation(self, rng, text):
        at = int(rng.random() * (len(text) + 1))
        kind = int(rng.random() * 9)
        if kind == 0:
            return text[:at] + BYTES[(byte := int(rng.random() * len(BYTES))) : byte + 1] + text[at + 1 :]
        if kind == 1:
            return text[:at] + BYTES[(byte := int(rng.random() * len(BYTES))) : byte + 1] + text[at:]
        if kind == 2:
            return text[:at] + text[at + 1 + int(rng.random() * rng.random() * 8) :]
        if kind == 3:
            return text[:at] + TOKENS[int(rng.random() * len(TOKENS))] + text[at:]
        if kind == 4:  # A piece twice.
            end = at + int(rng.random() * 16)
            return text[:end] + text[at:]
        if kind == 5:
            return text[:at] + self.strings[int(rng.random() * len(self.strings))] + text[at:]
        if kind == 6:
            return text[:at] + self.numbers[int(rng.random() * len(self.numbers))] + text[at:]
        if kind == 7:
            other = self.wholes[int(rng.random() * len(self.wholes))]
            return text[:at] + other[int(rng.random() * len(other)) :][:200]
        return text[:at] + bytes([int(rng.random() * 256)]) + text[at + 1 :]


def as_str(text):
    """The same text as a str, whatever its bytes: what is not UTF-8 becomes lone surrogates."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return text.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return text.decode("utf-8", "surrogateescape")
