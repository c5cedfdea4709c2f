# SPDX-License-Identifier: MIT
"""Django REST framework: a renderer and a parser.

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["lanejson.contrib.rest_framework.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["lanejson.contrib.rest_framework.JSONParser"],
}
"""

import codecs
from typing import Any

import rest_framework.exceptions
import rest_framework.parsers
import rest_framework.renderers
from django.conf import settings

import lanejson

__all__ = ["JSONParser", "JSONRenderer"]


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"Out of range float values are not JSON compliant: {text!r}")


class JSONRenderer(rest_framework.renderers.JSONRenderer):
    """The framework's JSONRenderer: its settings, its encoder, the same bytes."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: dict[str, Any] | None = None
    ) -> bytes:
        if data is None:
            return b""
        indent = self.get_indent(accepted_media_type, renderer_context or {})
        item = "," if indent is not None or self.compact else ", "
        key = ":" if indent is None and self.compact else ": "
        text = lanejson.dumpb(
            data,
            cls=self.encoder_class,
            indent=indent,
            ensure_ascii=self.ensure_ascii,
            allow_nan=not self.strict,
            separators=(item, key),
        )
        # Escapes the line terminators of JavaScript before ES2019, so that the text is valid JavaScript too.
        return text.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")


class JSONParser(rest_framework.parsers.JSONParser):
    """The framework's JSONParser: its settings, ParseError for a body that is not JSON."""

    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: dict[str, Any] | None = None) -> Any:
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        try:
            body = stream.read()
            if codecs.lookup(encoding).name != "utf-8":
                body = body.decode(encoding)
            return lanejson.loads(body, parse_constant=_refuse_constant if self.strict else None)
        except ValueError as error:
            raise rest_framework.exceptions.ParseError(f"JSON parse error - {error}") from error
