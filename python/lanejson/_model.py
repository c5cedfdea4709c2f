# SPDX-License-Identifier: MIT
"""The standard library's json, the model of this package: its modules as they are found at import, and kept.

Any other module, this package too, may stand under "json" in sys.modules, from before the import of this one or later.
So neither the package nor its extension asks for "json" by name but here, where the module found is checked.
"""

import importlib
import sys
import types
from importlib.machinery import PathFinder

# Its modules, and of each a function that only it has defined itself.
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
    """The modules, and what versions of them say differently, which their C code asks "json" for a class to say."""
    words = _refusal("[0,]").startswith("Illegal trailing comma"), _refusal('"\\u0000').startswith("Invalid")
    return [sys.modules[name] for name in _WITNESSES], words


def _import(folder):
    """Imports them from the standard library's folder, with others of their names set aside."""
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
            del sys.modules["json"]  # free for the module that `import json` finds


def _find():
    seated = sys.modules.get("json")
    if hasattr(seated, "_model"):  # this package, imported before
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
    """A class of the model's, also where a class derived from it has been put in its place."""
    for base in vars(module)[name].__mro__:
        if (base.__module__, base.__qualname__) == (module.__name__, name):
            return base
    raise ImportError(f"{module.__name__}.{name} is not the standard library's: import lanejson before it is replaced")


def _functions():
    """json's dumps, dump, loads and load, also where others have been put in their place."""
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
# What its decoder makes of NaN and the infinities; the type of its scan_once, where that is written in C.
CONSTANTS = decoder._CONSTANTS
Scanner = scanner.c_make_scanner


class Decoder(JSONDecoder):
    """The model's decoder as it is now, whatever is assigned to its class later."""

    __init__ = JSONDecoder.__init__
    decode = JSONDecoder.decode
    raw_decode = JSONDecoder.raw_decode


class Encoder(JSONEncoder):
    """The model's encoder as it is now, whatever is assigned to its class later."""

    item_separator = JSONEncoder.item_separator
    key_separator = JSONEncoder.key_separator
    __init__ = JSONEncoder.__init__
    default = JSONEncoder.default
    encode = JSONEncoder.encode
    iterencode = JSONEncoder.iterencode


def over(function, names):
    """A function of the model's that reads its globals from another module's."""
    if not isinstance(function, types.FunctionType):
        return function
    copy = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__doc__ = function.__doc__
    copy.__qualname__ = function.__qualname__
    return copy


def lend(module, names):
    """Give another module what it lacks of a module of the model's. Functions then read their globals there."""
    for name, value in vars(module).items():
        names.setdefault(name, over(value, names) if getattr(value, "__globals__", None) is vars(module) else value)
