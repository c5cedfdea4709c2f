# SPDX-License-Identifier: MIT
"""Django: a JsonResponse, and a serializer for sessions, signing and the cache.

    from lanejson.contrib.django import JsonResponse

    SESSION_SERIALIZER = "lanejson.contrib.django.Serializer"
    CACHES = {"default": {..., "OPTIONS": {"serializer": "lanejson.contrib.django.Serializer"}}}

For Django REST framework see lanejson.contrib.rest_framework.
"""

from typing import Any

import django.http
from django.core.serializers.json import DjangoJSONEncoder

import lanejson

__all__ = ["JsonResponse", "Serializer"]


class JsonResponse(django.http.HttpResponse):
    """Django's JsonResponse: the same parameters, the same text, the same errors."""

    def __init__(
        self,
        data: Any,
        encoder: Any = DjangoJSONEncoder,
        safe: bool = True,
        json_dumps_params: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        if safe and not isinstance(data, dict):
            raise TypeError("In order to allow non-dict objects to be serialized set the safe parameter to False.")
        kwargs.setdefault("content_type", "application/json")
        super().__init__(content=lanejson.dumps(data, cls=encoder, **(json_dumps_params or {})), **kwargs)


class Serializer:
    """dumps and loads of JSON bytes, the interface of Django's sessions, signing and Redis cache.

    Values of types that JSON lacks raise TypeError, and keys become str.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ignores the settings that the cache passes."""

    def dumps(self, obj: Any) -> Any:
        # The Redis cache can only increment integers that are stored as integers.
        return obj if type(obj) is int else lanejson.dumpb(obj, separators=(",", ":"))

    def loads(self, data: Any) -> Any:
        return lanejson.loads(data)
