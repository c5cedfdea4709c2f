# SPDX-License-Identifier: MIT
"""frozendict, new in CPython 3.15: both faces write it as their models do."""

import builtins

import pytest
from compare import outcome, told
from subject import face, model, needs_lanejson, needs_orjson, orjson_face, orjson_model

frozendict = getattr(builtins, "frozendict", None)
pytestmark = pytest.mark.skipif(frozendict is None, reason="frozendict is new in Python 3.15")

if frozendict is not None:

    class Frozen(frozendict):
        pass

    class Other(frozendict):
        def items(self):
            return [("other", 1)]

        def __len__(self):
            return 0

    def cyclic():
        items = []
        items.append(frozendict(a=items))
        return items[0]

    def deep():
        value = frozendict()
        for _ in range(2000):
            value = frozendict(a=[value])
        return value

    VALUES = {
        "empty": frozendict(),
        "flat": frozendict(b=1, a="é", c=None),
        "nested": {"z": frozendict(b=[frozendict(a=1.5)], a={"x": frozendict()}), "list": [frozendict(a=1)] * 3},
        "keys": frozendict({1: 2, None: 3, "a": 4, 1.5: 5, True: 6}),
        "refused key": frozendict({(): 1}),
        "refused value": frozendict(a=object()),
        "many": frozendict((f"key {n}", n) for n in range(1000)),
        "surrogate": frozendict({"a": "\ud800"}),
        "split": frozendict(vars(type("Instance", (), {"__init__": lambda self: setattr(self, "a", 1)})())),
        "subclass": [Frozen(a=1), Frozen()],
        "overridden": [Other(a=1), Other()],
        "as a key": {frozendict(a=1): 1},
        "cycle": cyclic(),
        "deep": deep(),
    }
else:
    VALUES = {}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize(
    "keywords",
    ({}, {"indent": 1}, {"sort_keys": True}, {"skipkeys": True}, {"check_circular": False}, {"default": list}),
    ids=str,
)
def test_as_json(name, keywords):
    if name == "cycle" and not keywords.get("check_circular", True):
        pytest.skip("endless in json too")
    ours, theirs = (outcome(module.dumps, VALUES[name], **keywords) for module in (face, model))
    assert type(ours[1]) is type(theirs[1])
    if not isinstance(theirs[1], RecursionError):
        assert told(*ours) == told(*theirs)
        assert getattr(ours[1], "__notes__", None) == getattr(theirs[1], "__notes__", None)


@needs_orjson
@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize(
    "option",
    ("OPT_INDENT_2", "OPT_SORT_KEYS", "OPT_NON_STR_KEYS", "OPT_PASSTHROUGH_SUBCLASS", "OPT_APPEND_NEWLINE"),
)
@pytest.mark.parametrize("more", ({}, {"default": lambda value: type(value).__name__}), ids=("plain", "default"))
def test_as_orjson(name, option, more):
    ours, theirs = (
        outcome(module.dumps, VALUES[name], option=getattr(module, option), **more)
        for module in (orjson_face, orjson_model)
    )
    assert told(*ours) == told(*theirs)


@needs_lanejson
def test_in_lines_and_canonical_form(tmp_path):
    value = frozendict(b=[frozendict(d=1, c=2)], a=None)
    assert face.canonical(value) == b'{"a":null,"b":[{"c":2,"d":1}]}'
    assert face.dumpb_lines([value, value]) == b'{"b": [{"d": 1, "c": 2}], "a": null}\n' * 2
    with pytest.raises(TypeError, match="not frozendict"):
        face.iter_lines(frozendict(a=1))


def test_what_hooks_make_of_a_document():
    """The recipe for a document that nobody can change."""
    made = face.loads('{"a":[1,{"b":[]}]}', object_hook=frozendict, array_hook=tuple)
    assert made == frozendict(a=(1, frozendict(b=())))
    assert hash(made) == hash(model.loads('{"a":[1,{"b":[]}]}', object_hook=frozendict, array_hook=tuple))
