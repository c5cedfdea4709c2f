# SPDX-License-Identifier: MIT
"""Laws that hold for every value, looked for by hypothesis, which also finds the smallest value that breaks one."""

import io
import math

import pytest
from compare import outcome, same
from subject import face, model, needs_orjson, orjson_face, orjson_model, scaled
from test_differential_loads import orjson_classes, same_outcome

hypothesis = pytest.importorskip("hypothesis", reason="hypothesis is not installed")
strategies = hypothesis.strategies

hypothesis.settings.register_profile(
    "lanejson",
    max_examples=scaled(300),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("lanejson")
given = hypothesis.given

any_text = strategies.text(strategies.characters(exclude_categories=()), max_size=80)
valid_text = strategies.text(max_size=80)
scalars = strategies.none() | strategies.booleans() | strategies.integers() | strategies.floats() | any_text
strict_scalars = (
    strategies.none()
    | strategies.booleans()
    | strategies.integers(-(2**63), 2**64 - 1)
    | strategies.floats(allow_nan=False, allow_infinity=False)
    | valid_text
)


def nested(leaves, keys):
    return strategies.recursive(
        leaves,
        lambda inner: strategies.lists(inner, max_size=6) | strategies.dictionaries(keys, inner, max_size=6),
        max_leaves=30,
    )


values = nested(scalars, any_text)
strict_values = nested(strict_scalars, valid_text)
indents = strategies.none() | strategies.integers(0, 9) | strategies.sampled_from(("", "\t", " é"))


@given(values, strategies.booleans(), indents)
def test_what_is_written_is_read_back(value, ensure_ascii, indent):
    text = face.dumps(value, ensure_ascii=ensure_ascii, indent=indent if indent != " é" else 1)
    assert same(face.loads(text), model.loads(text))
    assert same(face.loads(text.encode("utf-8", "surrogatepass")), model.loads(text))
    if no_nan(value):
        assert face.loads(text) == value


def no_nan(value):
    if isinstance(value, list):
        return all(map(no_nan, value))
    if isinstance(value, dict):
        return all(map(no_nan, value.values()))
    return not (isinstance(value, float) and math.isnan(value))


@given(
    values,
    strategies.booleans(),
    strategies.booleans(),
    indents,
    strategies.sampled_from((None, (",", ":"), (" , ", " : "))),
)
def test_dumps_is_jsons(value, ensure_ascii, sort_keys, indent, separators):
    keywords = {"ensure_ascii": ensure_ascii, "sort_keys": sort_keys, "indent": indent, "separators": separators}
    text = model.dumps(value, **keywords)
    assert face.dumps(value, **keywords) == text
    out = io.StringIO()
    face.dump(value, out, **keywords)
    assert out.getvalue() == text


@given(strict_values)
def test_strict_round_trip(value):
    text = orjson_face.dumps(value)
    assert same(orjson_face.loads(text), value)
    assert same(face.loads(text), value)
    assert same(orjson_face.loads(orjson_face.dumps(value, option=1)), value)


@needs_orjson
@given(values, strategies.integers(0, 0x1FFF))
def test_dumps_is_orjsons(value, option):
    ours, theirs = outcome(orjson_face.dumps, value, option=option), outcome(orjson_model.dumps, value, option=option)
    assert type(ours[1]) is type(theirs[1]) and str(ours[1]) == str(theirs[1]) and ours[0] == theirs[0]


@given(strategies.text('[]{},:"\\ 0123456789.-+eEtrufalsnNI\n\t/é😀\ud800', max_size=40))
def test_loads_is_jsons(text):
    assert same_outcome(outcome(face.loads, text), outcome(model.loads, text), text)


@needs_orjson
@given(
    strategies.binary(max_size=30)
    | strategies.text('[]{},:"\\ 0123456789.-+eEtrufalsn\n\té😀', max_size=40).map(str.encode)
)
def test_loads_is_orjsons(text):
    assert same_outcome(outcome(orjson_face.loads, text), outcome(orjson_model.loads, text), text, orjson_classes())


@given(strategies.floats())
def test_floats(value):
    assert face.dumps(value) == model.dumps(value)
    assert same(face.loads(face.dumps(value)), model.loads(model.dumps(value)))


@given(values, strategies.integers(0, 200))
def test_white_space_changes_nothing(value, width):
    text = model.dumps(value)
    padded = " " * width + text + "\n" * width
    assert same(face.loads(padded), face.loads(text))
    assert face.JSONDecoder().raw_decode(text + " [tail") == (face.JSONDecoder().decode(text), len(text)) or not no_nan(
        value
    )


@given(values)
def test_every_prefix_is_refused(value):
    """No proper prefix of an array or object is a document, and the error is where json says."""
    text = model.dumps([value])
    for end in range(0, len(text), max(1, len(text) // 12)):
        ours, theirs = outcome(face.loads, text[:end]), outcome(model.loads, text[:end])
        assert theirs[1] is not None and same_outcome(ours, theirs, text)
