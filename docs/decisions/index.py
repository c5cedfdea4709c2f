#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print docs/decisions/README.md: the index of the decisions beside this file, newest number last."""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
INTRODUCTION = """\
# Decisions

Each file is one decision: what was open, what was chosen and refused, with the figures. A figure names its machine. A
ratio comes from one interleaved run and is above 1 where the first named is faster. Whoever changes a decision measures
again and writes a new file; the old one then says `superseded by NNNN`.

A new decision is `NNNN-slug.md` and begins with the four lines of the others: title, date, state, files. The state is
`taken`, `refused` or `superseded by NNNN`. This page is made by

    python docs/decisions/index.py > docs/decisions/README.md

| number | decision | date | state |
|---|---|---|---|"""
STATE = r"taken|refused|superseded by \d{4}"
HEAD = re.compile(rf"# (\d{{4}})\. (.+)\n\n- Date: (\d{{4}}-\d\d-\d\d)\n- State: ({STATE})\n- Files: .+\n")


def main():
    print(INTRODUCTION)
    failed = False
    for path in sorted(HERE.glob("[0-9]*.md")):
        match = HEAD.match(path.read_text(encoding="utf-8"))
        if not match or not path.name.startswith(match.group(1) + "-"):
            print(f"{path.name}: the head is not title, date, state and files", file=sys.stderr)
            failed = True
            continue
        number, title, date, state = match.groups()
        print(f"| {number} | [{title}]({path.name}) | {date} | {state} |")
    return failed


if __name__ == "__main__":
    sys.exit(main())
