# SPDX-License-Identifier: MIT
"""orjson's interface: `from lanejson import orjson` changes the speed and nothing else.

Beyond it: dump and load, which take files, and keywords of dumps and loads, which say what they are.
"""

import io as _io

from ._lanejson import (
    OPT_APPEND_NEWLINE,
    OPT_INDENT_2,
    OPT_NAIVE_UTC,
    OPT_NON_STR_KEYS,
    OPT_OMIT_MICROSECONDS,
    OPT_PASSTHROUGH_DATACLASS,
    OPT_PASSTHROUGH_DATETIME,
    OPT_PASSTHROUGH_SUBCLASS,
    OPT_SERIALIZE_DATACLASS,
    OPT_SERIALIZE_NUMPY,
    OPT_SERIALIZE_UUID,
    OPT_SORT_KEYS,
    OPT_STRICT_INTEGER,
    OPT_UTC_Z,
    Fragment,
    __version__,
)
from ._lanejson import strict_dumps as dumps
from ._lanejson import strict_JSONDecodeError as JSONDecodeError
from ._lanejson import strict_loads as loads

JSONEncodeError = TypeError

__all__ = (
    "OPT_APPEND_NEWLINE",
    "OPT_INDENT_2",
    "OPT_NAIVE_UTC",
    "OPT_NON_STR_KEYS",
    "OPT_OMIT_MICROSECONDS",
    "OPT_PASSTHROUGH_DATACLASS",
    "OPT_PASSTHROUGH_DATETIME",
    "OPT_PASSTHROUGH_SUBCLASS",
    "OPT_SERIALIZE_DATACLASS",
    "OPT_SERIALIZE_NUMPY",
    "OPT_SERIALIZE_UUID",
    "OPT_SORT_KEYS",
    "OPT_STRICT_INTEGER",
    "OPT_UTC_Z",
    "Fragment",
    "JSONDecodeError",
    "JSONEncodeError",
    "__version__",
    "dump",
    "dumps",
    "load",
    "loads",
)


def dump(
    obj,
    fp,
    /,
    default=None,
    option=None,
    *,
    indent=None,
    ensure_ascii=False,
    nan="null",
    decimal="error",
    cache_utf8=False,
):
    """Write dumps(obj, ...) to fp by one call of fp.write: as str if fp is an io.TextIOBase, else as bytes.

    The keywords are those of dumps. Raises JSONEncodeError, a TypeError, before anything is written, and what fp.write
    raises."""
    data = dumps(
        obj,
        default,
        option,
        indent=indent,
        ensure_ascii=ensure_ascii,
        nan=nan,
        decimal=decimal,
        cache_utf8=cache_utf8,
    )
    fp.write(data.decode() if isinstance(fp, _io.TextIOBase) else data)


def load(fp, /, *, object_hook=None, parse_float=None, parse_int=None):
    """Return loads(fp.read(), ...): of all that is left in fp, a file of bytes or of str.

    The keywords are those of loads. Raises JSONDecodeError, a ValueError, and what fp.read raises."""
    return loads(fp.read(), object_hook=object_hook, parse_float=parse_float, parse_int=parse_int)
