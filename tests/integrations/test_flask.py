# SPDX-License-Identifier: MIT
"""Flask: requests served."""

import datetime
import decimal
import uuid

import pytest

flask = pytest.importorskip("flask")

from lanejson.contrib.flask import JSONProvider

VALUE = {
    "z": 1,
    "a": [datetime.datetime(2026, 1, 2), uuid.UUID(int=1), decimal.Decimal("1.10")],
    "é": "🏔",
}


def application(provider=None):
    app = flask.Flask(__name__)
    if provider is not None:
        app.json = provider(app)

    @app.post("/echo")
    def echo():
        return flask.jsonify(flask.request.get_json())

    @app.get("/value")
    def value():
        return flask.jsonify(VALUE)

    return app


@pytest.mark.parametrize("debug", [False, True])
def test_bytes_are_those_of_flask(debug):
    apps = [application(), application(JSONProvider)]
    for app in apps:
        app.debug = debug
    theirs, ours = (app.test_client().get("/value") for app in apps)
    assert ours.data == theirs.data
    assert ours.headers["content-type"] == theirs.headers["content-type"]


def test_a_request_is_read_and_answered():
    client = application(JSONProvider).test_client()
    assert client.post("/echo", json={"a": [1, None]}).get_json() == {"a": [1, None]}


def test_a_body_that_is_not_json_is_a_bad_request():
    client = application(JSONProvider).test_client()
    assert client.post("/echo", data=b"{", content_type="application/json").status_code == 400
