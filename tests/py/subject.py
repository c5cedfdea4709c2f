# SPDX-License-Identifier: MIT
"""The modules under test and their models.

LANEJSON_TEST_FACE and LANEJSON_TEST_ORJSON_FACE name other modules to test in their place: a suite that passes with
`json` and `orjson` themselves and fails with another JSON library is a suite that can be trusted."""

import importlib
import json as model  # noqa: F401
import os

import pytest

face = importlib.import_module(os.environ.get("LANEJSON_TEST_FACE", "lanejson"))
orjson_face = importlib.import_module(os.environ.get("LANEJSON_TEST_ORJSON_FACE", "lanejson.orjson"))

try:
    import orjson as orjson_model
except ImportError:
    orjson_model = None

is_lanejson = face.__name__ == "lanejson"

needs_orjson = pytest.mark.skipif(orjson_model is None, reason="orjson, the model of this face, is not installed")
needs_lanejson = pytest.mark.skipif(not is_lanejson, reason="a promise of lanejson that its model does not make")


def scaled(count):
    """The number of cases of a random suite: LANEJSON_TEST_SCALE times the default."""
    return max(1, int(count * float(os.environ.get("LANEJSON_TEST_SCALE", "1"))))


def seed():
    """The seed of the random suites: LANEJSON_TEST_SEED, or always the same one."""
    return int(os.environ.get("LANEJSON_TEST_SEED", "20261122"))
