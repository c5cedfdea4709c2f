# SPDX-License-Identifier: MIT
"""orjson's interface: `from lanejson import orjson` changes the speed and nothing else."""

from ._lanejson import (
    __version__,
)
from ._lanejson import strict_JSONDecodeError as JSONDecodeError
from ._lanejson import strict_loads as loads

JSONEncodeError = TypeError

__all__ = (
    "JSONDecodeError",
    "JSONEncodeError",
    "__version__",
    "loads",
)
