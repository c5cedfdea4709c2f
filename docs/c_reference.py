#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print docs/c_reference.md: the C reference, made from the comments of include/lanejson.h.

A section of the header begins with `/* -- Name -- */`. In a section, a comment belongs to the declarations up to the
next blank line. Functions become entries of Sphinx's C domain; everything else is shown as it stands.
"""

import pathlib
import re

HEADER = pathlib.Path(__file__).parent.parent / "include" / "lanejson.h"
SECTION = re.compile(r"^/\* -- (.+?) -- \*/$", re.M)
COMMENT = re.compile(r"/\*(.*?)\*/", re.S)
PRIVATE = re.compile(r"#define LANE_\w+_\(")  # the header's own macros
FUNCTION = re.compile(r"^LANE_API .*?[;{]", re.S)


def prose(comment):
    """A comment's text; an indented part becomes a code block."""
    lines = [re.sub(r"^ ?\* ?", "", line.strip()) if i else line.strip() for i, line in enumerate(comment.split("\n"))]
    text, code = [], False
    for line in lines:
        if line.startswith("    ") != code and (code or line.strip()):
            text.append("```c" if not code else "```")
            code = not code
            if not code:
                text.append("")
        text.append(line[4:] if code else line)
    return "\n".join([*text, "```"] if code else text).strip()


def paragraphs(text):
    """The blocks of a section: lines up to a blank one outside of comments and braces."""
    block, depth, comment = [], 0, False
    for line in text.split("\n"):
        if not line.strip() and depth == 0 and not comment:
            if block:
                yield "\n".join(block)
            block = []
            continue
        block.append(line)
        code = COMMENT.sub("", line)
        comment = (comment or "/*" in code) and "*/" not in code
        depth += code.count("{") - code.count("}")
    if block:
        yield "\n".join(block)


def entry(block):
    """One block as Markdown."""
    match = COMMENT.match(block)
    words, code = (prose(match.group(1)), block[match.end() :].strip()) if match else ("", block.strip())
    if PRIVATE.match(code):
        return ""
    code = "\n".join(line for line in code.split("\n") if not line.startswith("#"))
    if not code.strip():
        return words
    functions = [
        re.sub(r"\s+", " ", re.sub(r"^LANE_API (inline )?|\s*[;{]$", "", m.group())).strip()
        for part in re.split(r"(?<=;)\n|(?<=\n\})\n", code)
        if (m := FUNCTION.match(part.strip()))
    ]
    if not functions:
        return f"{words}\n\n```c\n{code}\n```"
    signatures = f"\n{' ' * len('.. c:function:: ')}".join(functions)
    return f"```{{eval-rst}}\n.. c:function:: {signatures}\n```\n\n{words}"


def parts_of_page():
    """The parts of the page."""
    text = HEADER.read_text(encoding="utf-8")
    parts = SECTION.split(text)
    introduction = prose(re.search(r"/\* lanejson:(.*?)\*/", parts[0], re.S).group(1))
    yield f"# C reference\n\nMade from `include/lanejson.h`: {introduction}\n"
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        body = re.split(r"^#ifdef __cplusplus", body, flags=re.M)[0]
        yield f"## {name}\n"
        yield from (entry(block) + "\n" for block in paragraphs(body))


if __name__ == "__main__":
    print("\n".join(parts_of_page()))
