# SPDX-License-Identifier: MIT
"""python -m lanejson: see tool.py."""

from .tool import main

if __name__ == "__main__":
    main()
