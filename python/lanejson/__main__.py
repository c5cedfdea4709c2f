# SPDX-License-Identifier: MIT
"""python -m lanejson: see tool.py."""

import sys

from .tool import main

if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError as error:
        sys.exit(error.errno)
