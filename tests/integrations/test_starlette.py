# SPDX-License-Identifier: MIT
"""Starlette and FastAPI: requests served."""

import dataclasses
import datetime
import math
import uuid

import pytest

pytest.importorskip("starlette")
pytest.importorskip("httpx")

import starlette.responses
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from lanejson.contrib.starlette import JSONResponse, ORJSONResponse, Request

VALUE = {"name": "K2", "heights": [8611, 28251.3], "é": None, "emoji": "🏔"}


async def echo(request):
    return JSONResponse(await Request(request.scope, request.receive).json())


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[Route("/echo", echo, methods=["POST"])]))


def test_a_request_is_read_and_answered(client):
    answer = client.post("/echo", json=VALUE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == VALUE


def test_bytes_are_those_of_starlette():
    assert JSONResponse(VALUE).body == starlette.responses.JSONResponse(VALUE).body


@pytest.mark.parametrize("value", [math.nan, math.inf, {1, 2}, {"a": object()}, "\ud800"])
def test_errors_are_those_of_starlette(value):
    with pytest.raises(Exception) as theirs:
        starlette.responses.JSONResponse([value])
    with pytest.raises(type(theirs.value)):
        JSONResponse([value])


def test_a_body_that_is_not_json_raises(client):
    import json

    with pytest.raises(json.JSONDecodeError):
        client.post("/echo", content=b"{")


def test_native_types():
    @dataclasses.dataclass
    class Ascent:
        day: datetime.date
        id: uuid.UUID

    ascent = Ascent(datetime.date(1954, 7, 31), uuid.UUID(int=1))
    assert ORJSONResponse({1: ascent}).body == (
        b'{"1":{"day":"1954-07-31","id":"00000000-0000-0000-0000-000000000001"}}'
    )


def test_fastapi_serves_with_it():
    fastapi = pytest.importorskip("fastapi")
    app = fastapi.FastAPI(default_response_class=JSONResponse)

    @app.get("/peak/{name}")
    def peak(name: str):
        return {"name": name, "day": datetime.date(1954, 7, 31)}

    assert TestClient(app).get("/peak/K2").json() == {"name": "K2", "day": "1954-07-31"}
