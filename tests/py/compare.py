# SPDX-License-Identifier: MIT
"""Are two results the same? Values to the last bit, type, order and NaN sign; exceptions to the last attribute."""

import marshal
import re
import struct

# Version 2 writes floats as their bits, and neither shares nor interns: equal bytes are equal values of equal types.
MARSHAL_VERSION = 2

# What an exception says beyond its class and text.
ATTRIBUTES = ("msg", "pos", "lineno", "colno", "doc", "encoding", "object", "start", "end", "reason")


def same(a, b):
    """True if a and b cannot be told apart."""
    try:
        if marshal.dumps(a, MARSHAL_VERSION) != marshal.dumps(b, MARSHAL_VERSION):
            return False
    except ValueError:  # Too deep, or a type that marshal does not know.
        return same_slowly(a, b)
    # Equality finds what marshal cannot see: a str of a wider kind than it needs, or a dict that cannot find its keys.
    try:
        return (a == b and b == a) or same_slowly(a, b)
    except RecursionError:
        return same_slowly(a, b)


def same_slowly(a, b):
    pairs = [(a, b)]
    while pairs:
        a, b = pairs.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, float):
            if struct.pack("<d", a) != struct.pack("<d", b):
                return False
        elif isinstance(a, dict):
            if len(a) != len(b) or list(a) != list(b):
                return False
            for (key_a, value_a), (key_b, value_b) in zip(a.items(), b.items()):
                # The second look goes through each dict's own hash table.
                if (
                    type(key_a) is not type(key_b)
                    or a.get(key_b, pairs) is not value_a
                    or b.get(key_a, pairs) is not value_b
                ):
                    return False
                pairs.append((value_a, value_b))
        elif isinstance(a, (list, tuple)):
            if len(a) != len(b):
                return False
            pairs.extend(zip(a, b))
        elif a != b and not (a != a and b != b):
            return False
    return True


# What lanejson.orjson says beyond orjson's words.
ADDED = re.compile("(?<=^Dict key must be str), not its subclass .*")


def words(text):
    """The text of an exception, or whatever else it has been given, without what orjson does not say."""
    return ADDED.sub("", text) if isinstance(text, str) else text


def describe(error):
    """Everything of an exception but its class, as values that compare."""
    attributes = tuple(getattr(error, name, None) for name in ATTRIBUTES)
    return words(str(error)), tuple(map(words, error.args)), attributes


def same_error(ours, model, classes=None):
    """True if two exceptions cannot be told apart. `classes` maps classes of the model to those of the face."""
    expected = type(model)
    if classes:
        expected = classes.get(expected, expected)
    return type(ours) is expected and describe(ours) == describe(model)


def same_cause(ours, model):
    """True if two exceptions were raised from the same cause, or from none."""
    ours, model = ours.__cause__, model.__cause__
    return type(ours) is type(model) and (ours is None or str(ours) == str(model))


def outcome(call, *args, **keywords):
    """(value, None) or (None, exception)."""
    try:
        return call(*args, **keywords), None
    except Exception as error:
        return None, error


def told(value, error):
    """One outcome in words."""
    if error is None:
        text = repr(value)
        return f"{type(value).__name__} {text[:300]}"
    found = {name: getattr(error, name) for name in ATTRIBUTES if getattr(error, name, None) is not None}
    if "doc" in found and len(str(found["doc"])) > 100:
        found["doc"] = f"<{len(found['doc'])} characters>"
    for name in ("__cause__", "__notes__"):
        if getattr(error, name, None) is not None:
            found[name] = repr(getattr(error, name))[:300]
    return f"{type(error).__module__}.{type(error).__qualname__}: {str(error)[:300]} {found}"


def shrink(data, fails, steps=2000):
    """The shortest bytes or str found, from `data`, for which fails() is still true: deletes ever smaller pieces."""
    size = len(data) // 2
    while size >= 1 and steps > 0:
        at, shorter = 0, False
        while at < len(data) and steps > 0:
            steps -= 1
            trial = data[:at] + data[at + size :]
            if fails(trial):
                data, shorter = trial, True
            else:
                at += size
        if not shorter or size > len(data) // 2:
            size //= 2
    return data


def shrink_object(value, fails, steps=2000):
    """The smallest object found, from `value`, for which fails() is still true: takes children or drops them."""
    while True:
        for trial in smaller(value):
            steps -= 1
            if steps <= 0:
                return value
            if fails(trial):
                value = trial
                break
        else:
            return value


def smaller(value):
    """Objects one step simpler than a list, tuple, dict or str."""
    if type(value) in (list, tuple):
        yield from value
        for index, item in enumerate(value):
            yield value[:index] + value[index + 1 :]
            for simpler in smaller(item):
                yield value[:index] + type(value)((simpler,)) + value[index + 1 :]
    elif type(value) is dict:
        yield from value.values()
        for key in value:
            yield {other: item for other, item in value.items() if other is not key}
        for key, item in value.items():
            for simpler in smaller(item):
                yield {other: (simpler if other is key else kept) for other, kept in value.items()}
    elif type(value) is str and len(value) > 1:
        half = len(value) // 2
        yield value[:half]
        yield value[half:]
        yield value[1:]
        yield value[:-1]
