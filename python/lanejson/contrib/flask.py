# SPDX-License-Identifier: MIT
"""Flask: a JSON provider.

from lanejson.contrib.flask import JSONProvider

app = Flask(__name__)
app.json = JSONProvider(app)
"""

from typing import Any

import flask.json.provider

import lanejson

__all__ = ["JSONProvider"]


class JSONProvider(flask.json.provider.DefaultJSONProvider):
    """Flask's DefaultJSONProvider, with its attributes (default, ensure_ascii, sort_keys, compact) and its text."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        kwargs.setdefault("default", self.default)
        kwargs.setdefault("ensure_ascii", self.ensure_ascii)
        kwargs.setdefault("sort_keys", self.sort_keys)
        return lanejson.dumps(obj, **kwargs)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return lanejson.loads(s, **kwargs)
