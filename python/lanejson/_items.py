# SPDX-License-Identifier: MIT
"""How json's Python encoder takes the items of a mapping, for the engine to take them so."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def pairs(items: Callable[[], Iterable[Any]], sort_keys: bool) -> Iterator[tuple[Any, Any]]:
    """Gives what the method `items` returns, one (key, value) after the other."""
    for key, value in sorted(items()) if sort_keys else items():  # noqa: UP028
        yield key, value
