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


# Builds with sanitizers are slow, use more stack, and keep accounts of memory that say nothing here.
sanitized = bool(os.environ.get("LANEJSON_SANITIZED"))


def scale():
    """How many times the usual number of cases the random suites run.

    LANEJSON_TEST_SCALE says it; else more in a thorough run, and less where the same cases run another time: under
    sanitizers and on a lower instruction set."""
    if "LANEJSON_TEST_SCALE" in os.environ:
        return float(os.environ["LANEJSON_TEST_SCALE"])
    if os.environ.get("LANEJSON_THOROUGH"):
        return 10.0
    return 0.1 if sanitized else 0.25 if lowered() else 1.0


def lowered():
    """Was a lower instruction set chosen than this machine's best?"""
    return is_lanejson and bool(os.environ.get("LANEJSON_ISA")) and face.isa != face.isas[0]


def scaled(count):
    """The number of cases of a random suite."""
    return max(1, int(count * scale()))


def seed():
    """The seed of the random suites: LANEJSON_TEST_SEED, or always the same one."""
    return int(os.environ.get("LANEJSON_TEST_SEED", "20261122"))


def environment():
    """That of a process that imports the same lanejson."""
    paths = [os.path.dirname(os.path.dirname(os.path.abspath(face.__file__))), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
