# SPDX-License-Identifier: MIT
"""Registers the names of json that users may replace, which json's own code would honour.

Users of `json` can replace its classes, their methods and settings, and names of its modules; json honours each of
them. The extension's functions do not read these names. This module registers them with the extension. It calls a check
when something may have changed. While a check finds a change, it runs json's own code with the names of this package.
"""

import types

import lanejson._model as _model
import lanejson.decoder as decoder
import lanejson.encoder as encoder
import lanejson.scanner as scanner

from ._lanejson import _take_seat

_MISSING = object()


def _names_in(*functions):
    """Returns the names that functions look up, both globals and attributes."""
    names = set()
    codes = [function.__code__ for function in functions if isinstance(function, types.FunctionType)]
    while codes:
        code = codes.pop()
        names.update(code.co_names)
        codes.extend(constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return names


def _attributes(cls):
    """Returns the attributes that instances of a class find in it."""
    found = {}
    for base in reversed(cls.__mro__):
        found.update(vars(base))
    for name in ("__doc__", "__module__"):
        found.pop(name, None)
    return found


def _snapshot(names, wanted):
    """Returns a function that tells whether the wanted names of a namespace are unchanged: same value, or absent."""
    then = {name: names.get(name, _MISSING) for name in wanted}
    return lambda: all(names.get(name, _MISSING) is value for name, value in then.items())


def _snapshot_of_all(names):
    """As _snapshot, for all names of a namespace; added names are changes too."""
    then = dict(names)
    return lambda: len(names) == len(then) and all(names.get(name, _MISSING) is then[name] for name in then)


def _settings(instance):
    """Returns an instance's attributes and a snapshot of them."""
    # The watchers of CPython 3.13 miss changes of attributes that are stored in the instance itself.
    instance.__dict__ = dict(vars(instance))
    return vars(instance), _snapshot_of_all(vars(instance))


def _snapshot_of_class(cls):
    then = _attributes(cls)

    def same():
        now = _attributes(cls)
        return "__getattr__" not in now and all(now.get(name, _MISSING) is value for name, value in then.items())

    return same


def _watch(cls, *kept):
    """Returns a watch for the extension: kept has a namespace and its snapshot in turn."""
    checks = kept[1::2] if cls is None else (_snapshots[cls], *kept[1::2])
    return cls, kept[::2], lambda: all(check() for check in checks)


# The classes as defined: they may be changed when the package is loaded again.
_snapshots = {cls: _snapshot_of_class(cls) for cls in (encoder.JSONEncoder, decoder.JSONDecoder)}
_JSONEncoder, _JSONDecoder = _snapshots
_encoder_names = _names_in(_model.Encoder.encode, _model.Encoder.iterencode)
_in_encoder = (vars(encoder), _snapshot(vars(encoder), _encoder_names))
_in_model_encoder = (vars(_model.encoder), _snapshot(vars(_model.encoder), _encoder_names))
_in_decoder = (vars(decoder), _snapshot(vars(decoder), _names_in(_JSONDecoder.__init__, _JSONDecoder.raw_decode)))
_in_scanner = (vars(scanner), _snapshot(vars(scanner), ("make_scanner",)))
# From Python 3.15 on a frozendict, which nobody changes.
_in_constants = (_model.CONSTANTS, _snapshot_of_all(_model.CONSTANTS)) if isinstance(_model.CONSTANTS, dict) else ()

_METHODS = ("encode", "iterencode"), ("decode", "raw_decode")


def _methods(encoder_class, decoder_class):
    return tuple(
        vars(cls)[name] for cls, names in zip((encoder_class, decoder_class), _METHODS, strict=True) for name in names
    )


def take(names):
    """Registers all watches, methods and slow functions, with the names of the package."""
    slow = tuple(_model.over(getattr(_model, name), names) for name in _model.FUNCTIONS)
    dumps, loads = _names_in(*slow[:2]), _names_in(*slow[2:])
    in_default_encoder = _settings(names["_default_encoder"])
    in_default_decoder = _settings(names["_default_decoder"])
    _take_seat(
        (
            _watch(_JSONEncoder, names, _snapshot(names, dumps), *in_default_encoder, *_in_encoder),
            _watch(_JSONDecoder, names, _snapshot(names, loads), *in_default_decoder, *_in_constants),
            _watch(_JSONDecoder, names, _snapshot(names, loads), *_in_decoder, *_in_scanner, *_in_constants),
            _watch(None, *_in_encoder),
            _watch(None, *_in_model_encoder),
        ),
        _methods(_JSONEncoder, _JSONDecoder),
        _methods(_model.Encoder, _model.Decoder),
        slow,
    )
