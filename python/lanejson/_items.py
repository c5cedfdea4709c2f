# SPDX-License-Identifier: MIT
"""Iterates over the items of a mapping as json's Python encoder does, for the engine."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def pairs(items: Callable[[], Iterable[Any]], sort_keys: bool) -> Iterator[tuple[Any, Any]]:
    """Yields the (key, value) pairs that the method `items` returns, sorted if asked."""
    for key, value in sorted(items()) if sort_keys else items():  # noqa: UP028
        yield key, value
