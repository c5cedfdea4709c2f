#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that every generated file is what its script prints today.

Usage: generated.py SOURCE_ROOT
"""

import difflib
import pathlib
import subprocess
import sys

GENERATED = {
    "docs/decisions/README.md": "docs/decisions/index.py",
    "src/arch/patterns.c": "src/arch/patterns.py",
    "src/base/tables.c": "src/base/tables.py",
}


def differences(root, name, script):
    made = subprocess.run([sys.executable, root / script], check=True, capture_output=True, text=True).stdout
    kept = (root / name).read_text(encoding="utf-8")
    return list(difflib.unified_diff(kept.splitlines(), made.splitlines(), name, script, lineterm=""))


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    passed = failed = 0
    for name, script in GENERATED.items():
        lines = differences(root, name, script)
        for line in lines[:20]:
            print(line)
        passed += not lines
        failed += bool(lines)
    print(f"generated: {passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
