# SPDX-License-Identifier: MIT
"""Random texts in random pieces, by the fuzz target of Parser, iter_items, iter_lines and loads_partial."""

import importlib.util
from pathlib import Path
from random import Random

import corpus
import pytest
from subject import needs_lanejson, scaled, seed

pytestmark = needs_lanejson

FUZZ = Path(__file__).resolve().parents[2] / "fuzz"
if not FUZZ.is_dir():
    pytest.skip("fuzz/ is not here", allow_module_level=True)
pytest.importorskip("lanejson")
spec = importlib.util.spec_from_file_location("fuzz_streams", FUZZ / "fuzz_streams.py")
target = importlib.util.module_from_spec(spec)
spec.loader.exec_module(target)


def test_corpus():
    """What fuzzing has found, and the texts that others collected."""
    for text in [path.read_bytes() for path in sorted((FUZZ / "corpus").iterdir())] + corpus.seeds(1000):
        for choice in (b"\0\0", b"\0\1", b"\1\2", b"\2\3"):
            target.one(text + choice)


def test_changed_texts():
    random, seeds = Random(seed()), corpus.seeds(1000)
    for _ in range(scaled(2000)):
        target.one(target.changed(random.choice(seeds), random) + bytes(random.choices(range(256), k=2)))
