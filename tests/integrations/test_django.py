# SPDX-License-Identifier: MIT
"""Django and Django REST framework: responses, sessions, signed values, the cache, renderers and parsers."""

import datetime
import decimal
import io
import uuid

import pytest

django = pytest.importorskip("django")

from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="for the tests",
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=[],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        SESSION_SERIALIZER="lanejson.contrib.django.Serializer",
        USE_TZ=True,
    )
    django.setup()

import django.http
from django.core import signing
from django.test import Client
from django.urls import path

from lanejson.contrib.django import JsonResponse, Serializer

VALUE = {
    "when": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
    "price": decimal.Decimal("1.10"),
    "id": uuid.UUID(int=1),
    "é": ["🏔", None, 1.5],
}


def view(request):
    return JsonResponse(VALUE)


urlpatterns = [path("value", view)]


def test_a_request_is_served():
    answer = Client().get("/value")
    assert answer.status_code == 200
    assert answer.content == django.http.JsonResponse(VALUE).content
    assert answer["content-type"] == "application/json"


def test_parameters_are_those_of_django():
    for keywords in ({}, {"json_dumps_params": {"indent": 2}}, {"status": 404}):
        theirs, ours = django.http.JsonResponse(VALUE, **keywords), JsonResponse(VALUE, **keywords)
        assert (ours.content, ours.status_code) == (theirs.content, theirs.status_code)
    assert JsonResponse([1], safe=False).content == b"[1]"


@pytest.mark.parametrize("value", [[1], {"a": object()}])
def test_errors_are_those_of_django(value):
    with pytest.raises(TypeError) as theirs:
        django.http.JsonResponse(value)
    with pytest.raises(TypeError) as ours:
        JsonResponse(value)
    assert str(ours.value) == str(theirs.value)


def test_values_are_signed_and_read_back():
    text = signing.dumps({"a": ["é", 1]}, serializer=Serializer)
    assert signing.loads(text, serializer=Serializer) == {"a": ["é", 1]}
    assert signing.loads(text) == {"a": ["é", 1]}  # by Django's own serializer


def test_a_session_is_stored_and_read_back():
    from django.contrib.sessions.backends.signed_cookies import SessionStore

    session = SessionStore()
    session["peak"] = {"name": "K2"}
    session.save()
    assert SessionStore(session.session_key)["peak"] == {"name": "K2"}


def test_the_cache_stores_and_counts(monkeypatch):
    fakeredis = pytest.importorskip("fakeredis")
    from django.core.cache.backends.redis import RedisCache

    cache = RedisCache("redis://localhost:6379", {"OPTIONS": {"serializer": "lanejson.contrib.django.Serializer"}})
    server = fakeredis.FakeRedis()
    monkeypatch.setattr(type(cache._cache), "get_client", lambda self, key=None, *, write=False: server)
    cache.set("peaks", [{"name": "K2"}, None])
    assert cache.get("peaks") == [{"name": "K2"}, None]
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.get("count") == 2


class TestRestFramework:
    @pytest.fixture(autouse=True)
    def installed(self):
        pytest.importorskip("rest_framework")

    @pytest.mark.parametrize("accepted", [None, "application/json", "application/json; indent=4"])
    @pytest.mark.parametrize("data", [VALUE, {"line": "\u2028\u2029"}, [], None, {"a": {"b": [1, 2]}}])
    def test_bytes_are_those_of_the_framework(self, accepted, data):
        from rest_framework.renderers import JSONRenderer as Theirs

        from lanejson.contrib.rest_framework import JSONRenderer

        assert JSONRenderer().render(data, accepted) == Theirs().render(data, accepted)

    @pytest.mark.parametrize("name", ["compact", "ensure_ascii", "strict"])
    def test_settings_are_obeyed(self, name):
        from rest_framework.renderers import JSONRenderer as Theirs

        from lanejson.contrib.rest_framework import JSONRenderer

        class TheirRenderer(Theirs):
            pass

        class OurRenderer(JSONRenderer):
            pass

        for renderer in (TheirRenderer, OurRenderer):
            setattr(renderer, name, not getattr(Theirs, name))
        assert OurRenderer().render(VALUE) == TheirRenderer().render(VALUE)

    @pytest.mark.parametrize("body", [b'{"a": [1, "\xc3\xa9"]}', b"{", b"[NaN]", b"", b"\xff"])
    def test_bodies_are_read_as_by_the_framework(self, body):
        from rest_framework.exceptions import ParseError
        from rest_framework.parsers import JSONParser as Theirs

        from lanejson.contrib.rest_framework import JSONParser

        try:
            expected = Theirs().parse(io.BytesIO(body))
        except ParseError:
            with pytest.raises(ParseError):
                JSONParser().parse(io.BytesIO(body))
        else:
            assert JSONParser().parse(io.BytesIO(body)) == expected

    def test_another_encoding_is_obeyed(self):
        from lanejson.contrib.rest_framework import JSONParser

        body = io.BytesIO('{"a": "é"}'.encode("latin-1"))
        assert JSONParser().parse(body, parser_context={"encoding": "latin-1"}) == {"a": "é"}
