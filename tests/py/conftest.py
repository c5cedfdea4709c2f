# SPDX-License-Identifier: MIT
"""What all suites share."""

import gc

import pytest


@pytest.fixture(autouse=True)
def frozen():
    """Collections look at what the test makes, not at the hundred thousands of objects of the whole run."""
    gc.freeze()
    yield
    gc.unfreeze()
