# SPDX-License-Identifier: MIT
"""Tests against real frameworks. A framework that is not installed is skipped; `.ci/run integrations` installs all."""
