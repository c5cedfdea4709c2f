# SPDX-License-Identifier: MIT
"""Objects that loads makes behave like those that Python makes: dicts, lists, strings, numbers."""

import copy
import pickle
import sys
from random import Random

import figures
import pytest
from compare import same
from subject import face, is_lanejson, model, orjson_face

LOADERS = [face.loads, orjson_face.loads]


class Instance:
    pass


# Dicts: the loader fills key tables itself, so everything that Python does with one is done and compared.


def dict_texts():
    """Objects of every size, with keys of every kind."""
    for size in (
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        15,
        16,
        17,
        21,
        22,
        42,
        43,
        85,
        86,
        99,
        100,
        101,
        170,
        171,
        300,
        700,
        5000,
    ):
        for make in (
            lambda n: f'"k{n}"',
            lambda n: f'"{n * 64}"',
            lambda n: f'"é{n}"',
            lambda n: f'"😀{"x" * (n % 40)}{n}"',
            lambda n: f'"{chr(97 + n % 26)}{n // 26 or ""}"',
            lambda n: f'"{"long key " * 5}{n}"',
            lambda n: f'"\\u00{n % 90 + 33:02x}{n}"',
        ):
            yield "{" + ",".join(f"{make(n)}:{n}" for n in range(size)) + "}"
    yield '{"a":1,"b":2,"a":3}'
    yield '{"a":1,"a":2,"a":3,"b":[],"b":{}}'
    yield '{"":1,"a":2,"":3}'


def change_dict(value, rng, others):
    """One random change of a dict; returns what it showed."""
    kind = rng.randrange(16)
    key = rng.choice(others)
    if kind == 0:
        value[key] = rng.randrange(1000)
    elif kind == 1:
        return value.pop(key, None)
    elif kind == 2:
        return value.popitem() if value else None
    elif kind == 3:
        return value.setdefault(key, "default")
    elif kind == 4:
        value.update({key: 1, "more": 2})
    elif kind == 5:
        return list(value.items()) == list(value.copy().items()), len(dict(value)), {**value} == value
    elif kind == 6:
        return list(reversed(value)), list(value), sorted(map(repr, value.keys()))
    elif kind == 7:
        return pickle.loads(pickle.dumps(value)) == value
    elif kind == 8:
        return key in value, value.get(key), "absent" in value
    elif kind == 9:
        value[rng.randrange(5)] = "not a str"
    elif kind == 10:
        return (lambda **keywords: keywords)(**{name: item for name, item in value.items() if isinstance(name, str)})
    elif kind == 11:
        return value | {key: "or"}, value.__sizeof__() > 0
    elif kind == 12 and rng.random() < 0.2:
        value.clear()
    elif kind == 13:
        return copy.deepcopy(value)
    elif kind == 14:
        for name in list(value)[:3]:
            del value[name]
    else:
        for number in range(10):
            value[f"added {number} {rng.random()}"] = number
    return None


@pytest.mark.parametrize("loads", LOADERS)
def test_dicts_behave(loads):
    """Random changes to a loaded dict and to the model's, side by side."""
    count = 0
    for number, text in enumerate(dict_texts()):
        ours, theirs = loads(text), model.loads(text)
        assert same(ours, theirs)
        assert not is_lanejson or sys.getsizeof(ours) <= sys.getsizeof(theirs)
        others = list(theirs) + ["a", "b", "absent", "k1000"]
        for step in range(20):
            found = [change_dict(value, Random(number * 100 + step), others) for value in (ours, theirs)]
            assert found[0] == found[1], (text[:100], step)
            assert same(ours, theirs), (text[:100], step)
            count += 1
    figures.note(7, "changes of loaded dicts compared with json's", count)


@pytest.mark.parametrize("loads", LOADERS)
def test_dicts_as_namespaces(loads):
    """The interpreter's own ways to use a dict: instances, classes, globals, keyword arguments."""
    text = '{"a":1,"b":[2],"c":"x","d":null,"e":5}'
    # Three times each, for dicts that share a shape.
    for _ in range(3):
        instance = Instance()
        instance.__dict__ = loads(text)
        instance.f = 6
        del instance.a
        assert (instance.b, instance.f, hasattr(instance, "a")) == ([2], 6, False)
        assert vars(instance) == {"b": [2], "c": "x", "d": None, "e": 5, "f": 6}
        kind = type("Kind", (), loads(text))
        assert (kind.a, kind.b, kind().e) == (1, [2], 5)
        names = loads(text)
        exec("a = a + 1\ndef get():\n    return a + e\nb.append(get())\ndel c", names)
        assert names["a"] == 2 and names["b"] == [2, 7] and "c" not in names
        names["a"] = 10
        assert names["get"]() == 15
        for turn in range(300):  # Long enough for the interpreter to specialise the look-ups.
            names["e"] = turn
            assert names["get"]() == 10 + turn
        assert eval("[a for a in b]", loads(text)) == [2]
        assert (lambda a, b, c, d, e: (a, e))(**loads(text)) == (1, 5)
        assert "%(a)s %(c)s" % loads(text) == "1 x"


@pytest.mark.parametrize("loads", LOADERS)
def test_dicts_of_one_shape_are_apart(loads):
    """Objects with the same keys share nothing that can change."""
    values = loads("[" + ",".join('{"id":%d,"name":"n","tags":[]}' % n for n in range(50)) + "]")
    values[7]["new"] = 1
    del values[8]["id"]
    values[9]["name"] = "other"
    values[10].clear()
    values[11].pop("tags")
    values[12]["id"] = values[12]
    for number in list(range(7)) + list(range(13, 50)):
        assert values[number] == {"id": number, "name": "n", "tags": []}
        assert list(values[number]) == ["id", "name", "tags"]
    assert values[7] == {"id": 7, "name": "n", "tags": [], "new": 1}
    assert values[8] == {"name": "n", "tags": []}
    fresh = loads('[{"id":1,"name":"n","tags":[]},{"id":1,"name":"n","tags":[]}]')
    assert fresh[0] == fresh[1] == {"id": 1, "name": "n", "tags": []}


@pytest.mark.parametrize("loads", LOADERS)
def test_lists_behave(loads):
    for size in list(range(20)) + [31, 32, 33, 100, 1000]:
        text = "[" + ",".join(str(n) for n in range(size)) + "]"
        ours, theirs = loads(text), list(range(size))
        assert not is_lanejson or sys.getsizeof(ours) <= sys.getsizeof(model.loads(text))
        rng = Random(size)
        for _ in range(30):
            step = rng.random()
            for value in (ours, theirs):
                change_list(value, Random(step))
            assert ours == theirs
            assert ours[::-1] == theirs[::-1] and pickle.loads(pickle.dumps(ours)) == theirs and ours.__sizeof__() > 0


def change_list(value, rng):
    kind = rng.randrange(9)
    at = rng.randrange(len(value) + 1)
    if kind == 0:
        value.append(1)
    elif kind == 1:
        value.insert(at, "x")
    elif kind == 2 and value:
        value.pop(at - 1)
    elif kind == 3:
        value[at:at] = range(10)
    elif kind == 4:
        del value[at : at + 5]
    elif kind == 5:
        value.extend(value[:20])
    elif kind == 6:
        value.sort(key=str)
    elif kind == 7:
        value *= 2 if len(value) < 500 else 0
    elif rng.random() < 0.2:
        value.clear()


STRINGS = (
    "",
    "a",
    "\x00",
    "\x7f",
    "é",
    "\x80",
    "ÿ",
    "Ā",
    "中",
    "\uffff",
    "😀",
    "\U0010ffff",
    "text",
    "x" * 200,
    "é" * 100,
    "x" * 99 + "é",
    "ab中",
    "x" * 63 + "😀",
)


@pytest.mark.parametrize("loads", LOADERS)
@pytest.mark.parametrize("escaped", (False, True))
def test_strings_behave(loads, escaped):
    for text in STRINGS:
        written = "".join(f"\\u{ord(unit):04x}" for unit in utf16(text)) if escaped else text.replace("\x00", "\\u0000")
        for wrapped in (f'"{written}"', f'["{written}","{written}"]', f'{{"{written}":"{written}"}}'):
            for form in (wrapped, wrapped.encode()):
                for found in strings_of(loads(form)):
                    fresh = "".join(list(text))
                    assert type(found) is str and found == text and hash(found) == hash(fresh)
                    assert sys.getsizeof(found) == sys.getsizeof(fresh), repr(text)
                    assert (
                        found.isascii() == fresh.isascii() and found + "é" == fresh + "é" and len(found) == len(fresh)
                    )
                    assert found.encode("utf-16") == fresh.encode("utf-16") and {found: 1}[fresh] == 1
                    assert (
                        found[:1] == fresh[:1]
                        and found.upper() == fresh.upper()
                        and sys.intern(found + "_") == sys.intern(fresh + "_")
                    )


def utf16(text):
    raw = text.encode("utf-16-le")
    return [chr(raw[at] | raw[at + 1] << 8) for at in range(0, len(raw), 2)]


def strings_of(value):
    return (
        [value] if isinstance(value, str) else list(value) + (list(value.values()) if isinstance(value, dict) else [])
    )


@pytest.mark.parametrize("loads", LOADERS)
def test_singletons(loads):
    """What CPython has only once is not made twice."""
    assert loads("true") is True and loads("false") is False and loads("null") is None
    for number in range(-5, 257):
        assert loads(str(number)) is int(str(number))
        assert loads(f"[{number}]")[0] is int(str(number))
    for code in range(256):
        found = loads(f'["\\u{code:04x}"]')[0]
        assert found is chr(code) or not is_lanejson


@pytest.mark.parametrize("loads", LOADERS)
def test_numbers_behave(loads):
    for power in range(64):
        for near in (-1, 0, 1):
            for sign in (1, -1):
                value = sign * (2**power + near)
                if value >= 2**64 or value < -(2**63):
                    continue
                found = loads(str(value))
                fresh = int(str(value))
                assert type(found) is int and found == fresh and hash(found) == hash(fresh)
                assert sys.getsizeof(found) == sys.getsizeof(fresh), value
                assert (
                    found + 1 == fresh + 1
                    and found * found == fresh * fresh
                    and f"{found:x}" == f"{fresh:x}"
                    and -found == -fresh
                )
                assert found.bit_length() == fresh.bit_length() and found // 3 == fresh // 3
