# SPDX-License-Identifier: MIT
"""Document: the values of loads, by key, index, pointer and iteration; equality, pickling, life and faults."""

import copy
import gc
import io
import json
import mmap
import pickle
import sys
import weakref

import corpus
import pytest
from compare import same
from subject import face, needs_lanejson, orjson_face

pytestmark = needs_lanejson

TEXT = (
    '{"a": [1, -2.50, {"b": "é中😀\\ud800"}, [], true, null, 123456789012345678901234567890], "é": {"": 1e400}, '
    '"a/b": "~"}'
)
SMALL = corpus.files("JSONTestSuite", "**/*.json")


def rebuilt(view):
    """A value by every way to the parts of a document."""
    if not isinstance(view, face.Document):
        return view
    try:
        keys = list(view.keys())
    except TypeError:
        try:
            count = len(view)
        except TypeError:
            return view.value()
        items = list(view)
        assert len(items) == count
        for index, item in enumerate(items):
            for again in (view[index], view[index - count], view.at(f"/{index}")):
                assert again == item or again != again
        return [rebuilt(item) for item in items]
    assert keys == list(view) and len(keys) == len(view)
    assert [key for key, _ in view.items()] == keys and len(list(view.values())) == len(keys)
    assert all(key in view for key in keys)
    return {key: rebuilt(view[key]) for key in keys}


def forms(data):
    yield data
    yield bytearray(data)
    text = corpus.as_str(data)
    if text is not None:
        yield text


def outcome(function, *arguments):
    try:
        return function(*arguments)
    except (face.JSONDecodeError, UnicodeDecodeError) as error:
        return type(error), str(error), getattr(error, "pos", None)


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_values_and_faults(path):
    for form in forms(path.read_bytes()):
        try:
            expected = outcome(face.loads, form)
        except RecursionError:
            continue
        found = outcome(face.Document, form)
        if isinstance(found, face.Document):
            assert same(found.value(), expected)
            if path.stem != "i_structure_500_nested_arrays":  # the test's own recursion
                assert same(rebuilt(found), expected)
        else:
            assert found == expected


def test_documents():
    for name, data in corpus.documents():
        view = face.Document(data)
        assert view.value() == json.loads(data), name
        assert view == face.Document(data.decode())


def test_parts():
    doc = face.Document(TEXT)
    expected = json.loads(TEXT)
    assert same(rebuilt(doc), expected) and same(doc.value(), expected)
    assert type(doc["a"]) is face.Document and doc["a"][1] == -2.5 and doc["a"][-1] == 123456789012345678901234567890
    assert doc["a"][2]["b"] == "é中😀\ud800" and doc.at("/a/2/b") == "é中😀\ud800" and doc.at("/a~1b") == "~"
    assert doc.at("") == doc and doc["é"][""] == float("inf") and doc["a"][True] == -2.5
    assert list(doc["a"][3]) == [] and len(doc["a"][3]) == 0 and "x" not in doc and 1 not in doc and 1 in doc["a"]
    assert (
        repr(doc) == "<lanejson.Document: an object of 3>"
        and repr(face.Document("1")) == "<lanejson.Document: a number>"
    )
    raw = orjson_face.dumps([face.Document('{"a": [1.50, "é"]}').raw()])
    assert raw == '[{"a":[1.50,"é"]}]'.encode()
    repeated = face.Document('{"a": 1, "a": 2}')
    assert repeated["a"] == 2 and list(repeated.items()) == [("a", 1), ("a", 2)] and dict(repeated) == {"a": 2}


def test_refusals():
    doc = face.Document(TEXT)
    for key, error in (("x", KeyError), (0, TypeError), (None, TypeError), ("\ud800", KeyError)):
        with pytest.raises(error):
            doc[key]
    for key, error in ((7, IndexError), (-8, IndexError), (2**70, IndexError), ("a", TypeError), (slice(1), TypeError)):
        with pytest.raises(error):
            doc["a"][key]
    for pointer, error in (("/x", KeyError), ("a", KeyError), ("/a/9", KeyError), (1, TypeError)):
        with pytest.raises(error):
            doc.at(pointer)
    for text in ("1", '"x"', "null", "true"):
        scalar = face.Document(text)
        assert scalar.value() == json.loads(text)
        for function in (len, iter, scalar.keys, lambda scalar=scalar: scalar[0]):
            with pytest.raises(TypeError):
                function(scalar) if function in (len, iter) else function()
    for arguments in ((), (1,), (None,), ("1", "2")):
        with pytest.raises(TypeError):
            face.Document(*arguments)
    with pytest.raises(TypeError):
        hash(doc)
    deep = face.Document("[" * 200_000 + "]" * 200_000)
    with pytest.raises(RecursionError):
        deep.value()


def test_dumps():
    text = '{"b": [1, 2.50, {"é": null}], "a": {}, "s": "é", "b2": [], "n": NaN}'
    doc, value = face.Document(text), json.loads(text)
    for keywords in ({}, {"indent": 1}, {"sort_keys": True, "separators": (",", ":")}, {"ensure_ascii": False}):
        refuse = {**keywords, "default": lambda value: 1 / 0}
        for given, plain in ((doc, value), ([doc, {"x": doc["b"]}], [value, {"x": value["b"]}]), (doc["a"], {})):
            assert face.dumps(given, **keywords) == face.dumps(given, **refuse) == json.dumps(plain, **keywords)
            assert "".join(face.JSONEncoder(**keywords).iterencode(given)) == json.dumps(plain, **keywords)
            file = io.StringIO()
            face.dump(given, file, **keywords)
            assert file.getvalue() == json.dumps(plain, **keywords)
    rows = face.Document("[[1], {}, 2]")
    assert face.dumpb_lines(rows) == b"[1]\n{}\n2\n"
    assert face.orjson.dumps([rows, rows[0]]) == b"[[[1],{},2],[1]]"
    assert face.dumps(face.Document("3.50")) == "3.5"
    with pytest.raises(ValueError, match="Out of range"):
        face.dumps(doc, allow_nan=False)
    with pytest.raises(RecursionError):
        face.dumps(face.Document("[" * 200_000 + "]" * 200_000))


def test_equality_and_pickling():
    doc = face.Document('{"a": [1, 2.0], "b": {}}')
    assert doc == face.Document('{"b":{},"a":[1.0,2]}') == {"a": [1, 2], "b": {}}
    assert doc != face.Document('{"b":{},"a":[1.0,3]}') and doc != 1 and doc != []
    for again in (pickle.loads(pickle.dumps(doc)), copy.deepcopy(doc), pickle.loads(pickle.dumps(doc["a"]))):
        assert again in (doc, doc["a"])
    assert face.Document('"\\ud800"').__reduce__()[1] == (b'"\\ud800"',)


def test_life(tmp_path):
    data = bytearray(b'{"a": ["text", {"b": 1}]}')
    doc = face.Document(data)
    data[:] = b"x" * len(data)
    inner, numbers = doc["a"], iter(doc["a"])
    del doc
    gc.collect()
    assert inner.value() == ["text", {"b": 1}] and next(numbers) == "text" and next(numbers) == {"b": 1}
    assert list(numbers) == [] == list(numbers)
    (tmp_path / "file").write_bytes(b"[1, 2]")
    with open(tmp_path / "file", "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert face.Document(mapped).value() == [1, 2]

    class Text(str):
        pass

    text = Text('["é"]')
    alive = weakref.ref(text)
    doc = face.Document(text)
    del text
    assert doc[0] == "é"
    del doc
    gc.collect()
    assert alive() is None


def test_references():
    counts = []
    for _ in range(4):
        for _ in range(200):
            for text in (TEXT, TEXT.encode("utf-8", "surrogatepass"), TEXT[:-1]):
                found = outcome(face.Document, text)
                if isinstance(found, face.Document):
                    rebuilt(found)
                    found.raw()
                    assert found == found["a"] or True
        del found
        gc.collect()
        counts.append(sys.getallocatedblocks())
    assert counts[-1] - counts[1] < 30, counts
