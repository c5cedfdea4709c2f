# SPDX-License-Identifier: MIT
"""python -m lanejson: see tool.py."""

from .tool import run

if __name__ == "__main__":
    run()
