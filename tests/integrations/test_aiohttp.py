# SPDX-License-Identifier: MIT
"""aiohttp: a server and a client on the loopback address."""

import asyncio

import pytest

aiohttp = pytest.importorskip("aiohttp")

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from lanejson.contrib.aiohttp import dumps, json_response, loads

VALUE = {"name": "K2", "heights": [8611, 28251.3], "é": None}


async def echo(request):
    return json_response(await request.json(loads=loads), status=201)


def test_a_request_is_read_and_answered():
    async def run():
        app = web.Application()
        app.router.add_post("/echo", echo)
        async with TestClient(TestServer(app), json_serialize=dumps) as client:
            answer = await client.post("/echo", json=VALUE)
            assert answer.status == 201
            assert answer.content_type == "application/json"
            assert await answer.json(loads=loads) == VALUE

    asyncio.run(run())
    assert json_response(VALUE).body == web.json_response(VALUE).body
