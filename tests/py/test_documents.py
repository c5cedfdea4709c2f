# SPDX-License-Identifier: MIT
"""Whole documents: the same objects as the models, and back to the same text."""

import io

import corpus
import figures
import pytest
from compare import same
from subject import face, model, needs_orjson, orjson_face, orjson_model

pytestmark = corpus.needs_data

DOCUMENTS = dict(corpus.documents()) if corpus.DATA.is_dir() else {}

KEYWORDS = (
    {},
    {"ensure_ascii": False},
    {"indent": 2},
    {"indent": "\t", "ensure_ascii": False},
    {"separators": (",", ":")},
    {"sort_keys": True},
    {"sort_keys": True, "indent": 1, "separators": (",", " : ")},
    {"check_circular": False, "default": str},
)


@pytest.fixture(params=DOCUMENTS, scope="module")
def document(request):
    return DOCUMENTS[request.param]


def test_loads_equal(document):
    expected = model.loads(document)
    assert same(face.loads(document), expected)
    assert same(face.loads(document.decode()), expected)
    assert same(face.loads(bytearray(document)), expected)
    assert same(face.load(io.BytesIO(document)), expected)
    figures.note(2, "whole documents read as json reads them", 1)


@needs_orjson
def test_loads_equal_orjson(document):
    expected = orjson_model.loads(document)
    for form in (document, document.decode(), bytearray(document), memoryview(document)):
        assert same(orjson_face.loads(form), expected)


@pytest.mark.parametrize("keywords", KEYWORDS, ids=lambda keywords: "-".join(keywords) or "plain")
def test_dumps_equal(document, keywords):
    value = model.loads(document)
    text = model.dumps(value, **keywords)
    assert face.dumps(value, **keywords) == text
    assert face.dumps(face.loads(document), **keywords) == text
    out = io.StringIO()
    face.dump(value, out, **keywords)
    assert out.getvalue() == text
    assert same(face.loads(text), model.loads(text))


@needs_orjson
@pytest.mark.parametrize("names", ("", "INDENT_2", "SORT_KEYS", "APPEND_NEWLINE SORT_KEYS INDENT_2"))
def test_dumps_equal_orjson(document, names):
    option = sum(getattr(orjson_model, "OPT_" + name) for name in names.split())
    value = orjson_model.loads(document)
    text = orjson_model.dumps(value, option=option)
    assert orjson_face.dumps(value, option=option) == text
    assert orjson_face.dumps(orjson_face.loads(document), option=option) == text
    assert same(orjson_face.loads(text), orjson_model.loads(text))


@pytest.mark.parametrize(
    "encoding", ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
)
def test_other_encodings(document, encoding):
    if len(document) > 700_000:
        pytest.skip("large")
    assert same(face.loads(document.decode().encode(encoding)), model.loads(document))


@corpus.needs_data
def test_lines():
    """NDJSON, line by line."""
    text = corpus.unpacked(corpus.DATA / "documents" / "amazon_cellphones.ndjson.xz")
    lines = text.splitlines()
    assert len(lines) > 100
    for line in lines:
        value = model.loads(line)
        assert same(face.loads(line), value)
        assert same(orjson_face.loads(line), value)
        assert face.dumps(value) == model.dumps(value)


@corpus.needs_data
def test_naughty_strings():
    for path in corpus.files("strings", "*.json"):
        naughty = model.loads(path.read_bytes())
        assert same(face.loads(path.read_bytes()), naughty)
        for text in naughty:
            for keywords in ({}, {"ensure_ascii": False}):
                assert face.dumps(text, **keywords) == model.dumps(text, **keywords)
            assert same(face.loads(face.dumps({text: [text]})), {text: [text]})
            if orjson_model is not None:
                assert orjson_face.dumps(text) == orjson_model.dumps(text)
