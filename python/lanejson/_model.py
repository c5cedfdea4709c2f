# SPDX-License-Identifier: MIT
"""The standard library's json, the model of this package: finds its modules at import and keeps them.

Another module, or this package, may be "json" in sys.modules, before or after the import of this module. So only this
file imports "json" by name, and checks the module that it finds.
"""

import importlib
import sys
import types
from importlib.machinery import PathFinder

# Its modules, each with a function that only the standard library's module defines.
_WITNESSES = {
    "json": "detect_encoding",
    "json.decoder": "py_scanstring",
    "json.encoder": "py_encode_basestring",
    "json.scanner": "py_make_scanner",
}


def _is_standard(name):
    module = sys.modules.get(name)
    return module is not None and getattr(getattr(module, _WITNESSES[name], None), "__globals__", None) is vars(module)


def _refusal(text):
    try:
        sys.modules["json.decoder"].JSONDecoder().decode(text)
    except ValueError as error:
        return str(error)
    return ""


def _found():
    """Returns the modules, and differences between versions of json in error messages.

    The C code of json imports json.decoder by name to raise an error, so call this while sys.modules has the modules.
    """
    words = _refusal("[0,]").startswith("Illegal trailing comma"), _refusal('"\\u0000').startswith("Invalid")
    return [sys.modules[name] for name in _WITNESSES], words


def _import(folder):
    """Imports the modules from the standard library's folder, with other modules of these names set aside."""
    aside = {name: sys.modules.pop(name, None) for name in _WITNESSES if not _is_standard(name)}
    sys.path.insert(0, folder)
    try:
        for name in _WITNESSES:
            importlib.import_module(name)
        return _found()
    finally:
        sys.path.remove(folder)
        sys.modules.update({name: module for name, module in aside.items() if module is not None})
        if "json" in aside and aside["json"] is None:
            del sys.modules["json"]  # so that `import json` searches again


def _find():
    seated = sys.modules.get("json")
    if hasattr(seated, "_model"):  # this package, imported earlier as json
        return seated._model.FOUND
    folder = importlib.__path__[0].removesuffix("importlib")
    own = PathFinder.find_spec("json", [folder])
    if seated is None:
        usual = PathFinder.find_spec("json")
        if own is None or usual is None or own.origin == usual.origin:
            importlib.import_module("json")
    if all(map(_is_standard, _WITNESSES)):
        return _found()
    if own is None:
        raise ImportError(
            f"{seated!r} is imported as json, and the standard library's json, which lanejson needs, is not in "
            f"{folder}: import lanejson before that module",
            name="json",
        )
    return _import(folder)


FOUND = _find()
(json, decoder, encoder, scanner), (NAMES_TRAILING_COMMA, REFUSES_LAST_ESCAPE) = FOUND


def _original(module, name):
    """Returns a class of the model, also if a subclass of it has replaced it."""
    for base in vars(module)[name].__mro__:
        if (base.__module__, base.__qualname__) == (module.__name__, name):
            return base
    raise ImportError(f"{module.__name__}.{name} is not the standard library's: import lanejson before it is replaced")


def _functions():
    """Returns json's dumps, dump, loads and load, also if other functions have replaced them."""
    module = json
    if not all(getattr(vars(json)[name], "__globals__", None) is vars(json) for name in FUNCTIONS):
        from importlib.util import module_from_spec

        module = module_from_spec(json.__spec__)
        json.__spec__.loader.exec_module(module)
    return tuple(vars(module)[name] for name in FUNCTIONS)


FUNCTIONS = ("dumps", "dump", "loads", "load")
dumps, dump, loads, load = _functions()
JSONDecoder = _original(decoder, "JSONDecoder")
JSONDecodeError = _original(decoder, "JSONDecodeError")
JSONEncoder = _original(encoder, "JSONEncoder")
# The decoder's values for NaN and infinities; the type of its scan_once if that is written in C.
CONSTANTS = decoder._CONSTANTS
Scanner = scanner.c_make_scanner


class Decoder(JSONDecoder):
    """The model's decoder at import: later assignments to its class have no effect."""

    __init__ = JSONDecoder.__init__
    decode = JSONDecoder.decode
    raw_decode = JSONDecoder.raw_decode


class Encoder(JSONEncoder):
    """The model's encoder at import: later assignments to its class have no effect."""

    item_separator = JSONEncoder.item_separator
    key_separator = JSONEncoder.key_separator
    __init__ = JSONEncoder.__init__
    default = JSONEncoder.default
    encode = JSONEncoder.encode
    iterencode = JSONEncoder.iterencode


def over(function, names):
    """Returns a copy of a function of the model with `names` as its globals; other objects unchanged."""
    if not isinstance(function, types.FunctionType):
        return function
    copy = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__doc__ = function.__doc__
    copy.__qualname__ = function.__qualname__
    return copy


def lend(module, names):
    """Adds to `names` the names of a module of the model that it lacks; functions get `names` as their globals."""
    for name, value in vars(module).items():
        names.setdefault(name, over(value, names) if getattr(value, "__globals__", None) is vars(module) else value)
