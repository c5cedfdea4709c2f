# SPDX-License-Identifier: MIT
"""Starlette and FastAPI: responses and requests through lanejson.

from lanejson.contrib.starlette import JSONResponse

app = FastAPI(default_response_class=JSONResponse)
"""

from typing import Any

import starlette.requests
import starlette.responses

import lanejson
import lanejson.orjson

__all__ = ["JSONResponse", "ORJSONResponse", "Request"]


class JSONResponse(starlette.responses.JSONResponse):
    """Starlette's JSONResponse: the same bytes, and ValueError for NaN and the infinities."""

    def render(self, content: Any) -> bytes:
        return lanejson.dumpb(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


class ORJSONResponse(starlette.responses.JSONResponse):
    """FastAPI's ORJSONResponse: dataclasses, datetimes, UUIDs, numpy and non-str keys are written natively."""

    def render(self, content: Any) -> bytes:
        options = lanejson.orjson.OPT_NON_STR_KEYS | lanejson.orjson.OPT_SERIALIZE_NUMPY
        return lanejson.orjson.dumps(content, option=options)


class Request(starlette.requests.Request):
    """A request whose json() uses lanejson. Raises JSONDecodeError for a body that is not JSON."""

    async def json(self) -> Any:
        if not hasattr(self, "_lanejson"):
            self._lanejson = lanejson.loads(await self.body())
        return self._lanejson
