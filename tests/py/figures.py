# SPDX-License-Identifier: MIT
"""Figures behind the promises: each suite notes how much it did; tests/tools/promises.py prints them as a table."""

import json
import os


def note(promise, what, count, bad=0):
    """Appends one figure to the file that LANEJSON_FIGURES names; without it, says it on standard output."""
    path = os.environ.get("LANEJSON_FIGURES")
    if not path:
        print(f"promise {promise}: {what}: {count:,} cases, {bad} bad")
        return
    with open(path, "a", encoding="utf-8") as out:
        out.write(json.dumps({"promise": promise, "what": what, "count": count, "bad": bad}) + "\n")
