# SPDX-License-Identifier: MIT
"""aiohttp: responses, requests, and a client session's serializer.

from lanejson.contrib.aiohttp import dumps, json_response, loads

session = aiohttp.ClientSession(json_serialize=dumps)
value = await response.json(loads=loads)
return json_response(value)
"""

from typing import Any

import aiohttp.web

import lanejson

__all__ = ["dumps", "json_response", "loads"]

dumps = lanejson.dumps
loads = lanejson.loads


def json_response(data: Any, **kwargs: Any) -> aiohttp.web.Response:
    """Returns a response with a value as UTF-8 bytes. Takes status, reason, headers and content_type."""
    kwargs.setdefault("content_type", "application/json")
    return aiohttp.web.Response(body=lanejson.dumpb(data), **kwargs)
