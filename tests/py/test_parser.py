# SPDX-License-Identifier: MIT
"""Parser: after each chunk what loads_partial gives of the text so far; at the end what json gives, and its faults."""

import codecs
import copy
import gc
import json
import pickle
import sys
import time
import weakref
from random import Random

import corpus
import pytest
from compare import same
from subject import face, needs_lanejson, scaled, seed
from test_partial import TEXTS, cases

pytestmark = needs_lanejson


def chunks(text, size):
    return [text[at : at + size] for at in range(0, len(text), size)]


def told(call):
    try:
        return call()
    except json.JSONDecodeError as error:
        return (error.msg, error.pos, error.lineno, error.colno)


def fed(parts, **keywords):
    """What a Parser makes of a whole text."""
    with face.Parser(**keywords) as parser:
        for part in parts:
            parser.feed(part)
        return parser.close()


@pytest.mark.parametrize("strings", ["drop", "keep"])
@pytest.mark.parametrize("text", TEXTS)
def test_value_after_each_chunk(text, strings):
    data = text.encode("utf-8", "surrogatepass")
    for whole in (text, data):
        for size in (1, 2, 3, 7, 64):
            parser, begin = face.Parser(strings=strings), whole[:0]
            for part in chunks(whole, size):
                parser.feed(part)
                begin += part
                assert same(parser.value, face.loads_partial(begin, strings=strings)), begin
            assert same(parser.close(), json.loads(text))
            assert parser.done


@pytest.mark.parametrize("text", TEXTS)
def test_cut_once(text):
    data = text.encode("utf-8", "surrogatepass")
    expected = json.loads(text)
    for whole in (text, data, bytearray(data)):
        for at in range(len(whole) + 1):
            assert same(fed([whole[:at], whole[at:]]), expected), at


SUITE = corpus.files("JSONTestSuite/test_parsing", "*.json") + corpus.files("jsonchecker", "**/*.json")


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_suite_cut_anywhere(path):
    data = path.read_bytes()
    if json.detect_encoding(data) not in ("utf-8", "utf-8-sig"):
        with pytest.raises(json.JSONDecodeError, match="UTF-16 or UTF-32, not UTF-8"):
            fed([data])
        return
    try:
        expected = told(lambda: json.loads(data))
    except UnicodeDecodeError:
        with pytest.raises(json.JSONDecodeError):
            fed([data])
        return
    except RecursionError:
        for size in (1000, 100_000):
            with pytest.raises(RecursionError):
                fed(chunks(data, size))
        return
    parts = [chunks(data, 1), chunks(data, 2), chunks(data, 5), [data]]
    parts += [[data[:at], data[at:]] for at in range(len(data) if len(data) < 2000 else 100)]
    for cut in parts:
        assert same(told(lambda cut=cut: fed(cut)), expected), cut


def test_random_texts():
    random = Random(seed())
    for text in cases(scaled(2000)):
        expected = told(lambda text=text: json.loads(text))
        at = random.randrange(len(text) + 1)
        cuts = [[text], [text[:at], text[at:]], chunks(text, random.randrange(1, 9))]
        for cut in cuts:
            assert same(told(lambda cut=cut: fed(cut)), expected), cut
        data = text.encode("utf-8", "surrogatepass")
        assert same(told(lambda data=data: fed(chunks(data, 1), strings="keep")), expected), text


def test_documents():
    for name, data in corpus.documents():
        if len(data) < 1_000_000:
            assert same(fed(chunks(data, 4096)), json.loads(data)), name


def test_places_in_the_whole_text():
    lines = ['{"é": [1,\n'] + [f' "中{number}",\n' for number in range(500)] + [' "end" x\n']
    parser = face.Parser()
    for line in lines[:-1]:
        parser.feed(line)
    with pytest.raises(face.StreamDecodeError) as caught:
        parser.feed(lines[-1])
    expected = told(lambda: json.loads("".join(lines)))
    error = caught.value
    assert (error.msg, error.pos, error.lineno, error.colno) == expected
    assert str(error) == f"{error.msg}: line 502 column 8 (char {error.pos})"
    assert error.doc[error.pos - error.start] == "x"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.doc, again.start) == (type(error), str(error), error.doc, error.start)
    assert len(parser.value["é"]) == 502
    for call in (parser.close, lambda: parser.feed("]")):
        with pytest.raises(ValueError, match="has met a fault"):
            call()


def test_not_utf8():
    for data, position in ((b'["a\xff"]', 3), (b'["a\xc3', 3), (b"[1]\xff", 3), (b'"\xe4\xb8', 1), (b"[\xff", 1)):
        for size in (1, 2, 10):
            with pytest.raises(json.JSONDecodeError) as caught:
                fed(chunks(data, size))
            assert caught.value.pos == position
    assert fed(chunks(b"\xef\xbb\xbf[1]", 1)) == [1]
    with pytest.raises(json.JSONDecodeError, match="BOM") as caught:
        fed(["\ufeff[1]"])
    assert caught.value.pos == 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings(encoding):
    """The message says what to do, wherever the text is cut, and that is right."""
    text = '{"é": ["中😀", 1.5]}'
    data = text.encode(encoding)
    for size in (1, 2, 3, 4, 7, 1000):
        with pytest.raises(face.StreamDecodeError) as caught:
            fed(chunks(data, size))
        error = caught.value
        assert error.msg == "UTF-16 or UTF-32, not UTF-8: feed what an incremental decoder of codecs makes of it"
        assert (error.pos, error.lineno, error.colno) == (0, 1, 1)
        decoder = codecs.getincrementaldecoder(json.detect_encoding(data))()
        assert fed([decoder.decode(chunk) for chunk in chunks(data, size)]) == json.loads(text)
    for first in (b"\xe4", b"[\xe4", b"\xef\xbb", b'"\xe4'):
        with pytest.raises(json.JSONDecodeError) as caught:
            fed([first])
        assert "UTF-16" not in caught.value.msg


def test_states():
    parser = face.Parser()
    assert (parser.value, parser.done) == (None, False)
    for chunk, value, done in (
        ("", None, False),
        (" ", None, False),
        ("nul", None, False),
        ("l", None, True),
        (" ", None, True),
    ):
        parser.feed(chunk)
        assert (parser.value, parser.done) == (value, done)
    assert parser.close() is None
    for call in (parser.close, lambda: parser.feed("")):
        with pytest.raises(ValueError, match="this Parser is closed"):
            call()
    parser = face.Parser()
    parser.feed("12")
    assert (parser.value, parser.done) == (None, False)
    assert (parser.close(), parser.value, parser.done) == (12, 12, True)
    with face.Parser(strings="keep") as parser:
        parser.feed('{"a": "b')
    assert parser.value == {"a": "b"}
    with pytest.raises(ValueError, match="closed"):
        parser.feed("x")
    for text in ("", " ", "[1", '{"a"', '"', "tru", "1."):
        assert told(lambda text=text: fed([text])) == told(lambda text=text: json.loads(text))


def test_arguments():
    parser = face.Parser()
    for wrong in (1, None, ["[1]"]):
        with pytest.raises(TypeError, match="feed\\(\\) takes str, bytes or a buffer"):
            parser.feed(wrong)
    parser.feed("[1")
    with pytest.raises(TypeError, match="str after str, not bytes"):
        parser.feed(b",2]")
    parser.feed(",2]")
    assert parser.close() == [1, 2]
    parser = face.Parser()
    parser.feed(b"[1")
    with pytest.raises(TypeError, match="bytes after bytes, not str"):
        parser.feed(",2]")
    with pytest.raises(ValueError, match='strings must be "drop" or "keep"'):
        face.Parser(strings="x")
    with pytest.raises(TypeError, match="takes 0 positional"):
        face.Parser("keep")
    with pytest.raises(TypeError, match="unexpected keyword argument 'cls'"):
        face.Parser(cls=json.JSONDecoder)


def test_hooks():
    seen = []

    def pairs(items):
        seen.append(items)
        return dict(items, hooked=True)

    text = '{"a": {"b": 1, "b": 2}, "c": [{}, {"d": [3]}], "e": 4}'
    expected = json.loads(text, object_pairs_hook=pairs)
    order = list(seen)
    for size in (1, 2, 5, 100):
        seen.clear()
        assert fed(chunks(text, size), object_pairs_hook=pairs) == expected
        assert seen == order
    for size in (1, 2, 5, 100):
        made = fed(chunks(text, size), object_hook=lambda value: sorted(value), array_hook=tuple, parse_int=str)
        assert made == json.loads(text, object_hook=lambda value: sorted(value)) or made == ["a", "c", "e"]
    assert fed(chunks("[[1],[[2],3]]", 1), array_hook=tuple) == ((1,), ((2,), 3))
    assert fed(chunks("[1,2.50,NaN]", 1), parse_float=str, parse_constant=len) == [1, "2.50", 3]


def test_hook_calls_loads():
    parser = face.Parser(object_hook=lambda value: [parser.done, face.loads("[1]")])
    parser.feed('[{"a": 1}, {')
    parser.feed("}]")
    assert parser.close() == [[False, [1]], [False, [1]]]


def test_hook_that_raises():
    parser = face.Parser(object_hook=lambda value: 1 // 0)
    parser.feed('[1, {"a": 1')
    with pytest.raises(ZeroDivisionError):
        parser.feed("}")
    assert parser.value[0] == 1
    with pytest.raises(ValueError, match="has met a fault"):
        parser.feed("]")


def test_value_is_live_and_may_be_changed():
    parser = face.Parser(strings="keep")
    parser.feed('{"a": [1, "tw')
    value = parser.value
    snapshot = copy.deepcopy(value)
    parser.feed('o", 3')
    assert parser.value is value
    parser.feed("]")
    assert (value, snapshot) == ({"a": [1, "two", 3]}, {"a": [1, "tw"]})
    parser.feed(', "b": [[], "x')
    for change in (value["b"].clear, value.clear, lambda: value.update(a=1, b=2)):
        change()
        parser.feed('y", {"c": "z')
        parser.feed('"}, "')
    parser.feed('"]}')
    assert parser.done
    for how in (list.clear, lambda items: items.extend("abc"), list.pop):
        parser = face.Parser(array_hook=tuple, strings="keep")
        parser.feed("[0, [1, 2")
        how(parser.value)
        parser.feed("]]")
        assert isinstance(parser.close(), tuple)


def test_collector():
    class Box(dict):
        pass

    parser = face.Parser(object_hook=lambda value: Box(value, parser=parser))
    parser.feed('[{"a": 1}, {"b": [{}, "')
    watch = weakref.ref(parser.value[0])
    del parser
    gc.collect()
    assert watch() is None

    parser = face.Parser()
    for part in chunks("[" + '{"a": [1, {"b": "c"}], "d": []}, ' * 50, 3):
        parser.feed(part)
        gc.collect(0)
    assert len(parser.value) == 50


def test_references():
    text = '{"a": [1.5, "x", {"b": "%s"}, [[]]], "c": {"d": "open' % ("y" * 300)

    def use(**keywords):
        for size in (1, 4, 1000):
            parser = face.Parser(strings="keep", **keywords)
            for part in chunks(text, size):
                parser.feed(part)
                assert parser.value is not None
            told(parser.close)

    for keywords in ({}, {"object_hook": dict, "array_hook": list}, {"object_pairs_hook": dict}):
        assert min(growth(use, keywords) for _ in range(12)) < 20


def growth(use, keywords):
    """Blocks that calls leave behind. The keys' shapes that are kept come and go."""
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(30):
        use(**keywords)
    gc.collect()
    return sys.getallocatedblocks() - before


def steps(text, size, **keywords):
    """The time of a text that grows by `size`, relative to that of the first eighth of it."""

    def once(text):
        parser, parts = face.Parser(**keywords), chunks(text, size)
        start = time.thread_time()
        for part in parts:
            parser.feed(part)
            parser.value  # noqa: B018
        return time.thread_time() - start

    return min(once(text) for _ in range(5)) / min(once(text[: len(text) // 8]) for _ in range(5))


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1," * 40_000,
        "[" + '{"a":[1,2]},' * 8000,
        '{"a":"' + "x" * 80_000,
        "1" * 80_000,
        "[" + " " * 80_000,
    ],
    ids=["numbers", "objects", "string", "digits", "space"],
)
def test_linear(text):
    assert steps(text, 8) < 24  # linear: 8, quadratic: 64
