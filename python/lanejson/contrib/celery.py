# SPDX-License-Identifier: MIT
"""Celery and kombu: a serializer named "lanejson".

    from lanejson.contrib.celery import register

    register()
    app.conf.update(task_serializer="lanejson", result_serializer="lanejson", accept_content=["lanejson", "json"])

Messages are kombu's JSON, with its tags for datetimes, UUIDs, Decimals and bytes, so workers with either serializer
understand each other.
"""

from typing import Any

import kombu.serialization
import kombu.utils.json

import lanejson

__all__ = ["dumps", "loads", "register"]


def dumps(value: Any) -> str:
    """Returns the same text as kombu.utils.json.dumps."""
    return lanejson.dumps(value, cls=kombu.utils.json.JSONEncoder)


def loads(data: str | bytes) -> Any:
    """Returns the same value as kombu.utils.json.loads."""
    return lanejson.loads(data, object_hook=kombu.utils.json.object_hook)


def register(name: str = "lanejson") -> None:
    """Registers the serializer. Call it once in each process that sends or receives."""
    kombu.serialization.register(name, dumps, loads, content_type="application/json", content_encoding="utf-8")
