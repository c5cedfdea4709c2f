# SPDX-License-Identifier: MIT
"""The programs that type checkers read do run."""

import runpy
from pathlib import Path

import pytest
from subject import needs_lanejson

PROGRAMS = sorted((Path(__file__).parents[1] / "types").glob("*.py"))


@needs_lanejson
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_typed_program(program):
    runpy.run_path(str(program), run_name="__main__")
