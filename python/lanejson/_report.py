# SPDX-License-Identifier: MIT
"""The error messages of the command line: file, line and column, and the text with a caret."""

import sys
import unicodedata

import lanejson  # absolute: this package may be imported as json

_COLUMNS = 72  # most columns of the line shown with an error


def _cell(character, encoding):
    """Returns the displayed form of a character and its width in columns."""
    if character == "\t":
        return " ", 1
    try:
        character.encode(encoding)
        shown = character.isprintable()
    except UnicodeEncodeError:
        shown = False
    if not shown:
        character = character.encode("unicode_escape").decode()
        return character, len(character)
    if unicodedata.category(character) in ("Mn", "Me"):
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1


def excerpt(text, position, encoding):
    """Returns the line around a position, at most _COLUMNS columns of it, and the column of the position."""
    begin = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    if begin <= position < end and text[end - 1] == "\r":
        end = max(position, end - 1)

    def take(characters, room):
        taken, width = [], 0
        for character in characters:
            shown, columns = _cell(character, encoding)
            if width + columns > room:
                break
            taken.append(shown)
            width += columns
        return taken, width

    before, column = take(reversed(text[max(begin, position - _COLUMNS) : position]), _COLUMNS * 2 // 3)
    after, _ = take(text[position : min(end, position + _COLUMNS)], _COLUMNS - column)
    left = "..." if len(before) < position - begin else ""
    right = "..." if len(after) < end - position else ""
    return left + "".join(reversed(before)) + "".join(after) + right, len(left) + column


def place(inputs, error):
    """Returns the lines that report a fault: file:line:column: message, the line, and a caret under the column."""
    position, line, column = error.pos, inputs.line - 1 + error.lineno, error.colno
    if inputs.by_lines:  # A line includes its end.
        position = min(position, len(error.doc.rstrip("\r\n")))
        line, column = inputs.line, position + 1
    shown, caret = excerpt(error.doc, position, getattr(sys.stderr, "encoding", None) or "ascii")
    return [f"{inputs.title}:{line}:{column}: {error.msg}", "    " + shown, "    " + " " * caret + "^"]


def failure(inputs, error):
    """Returns the lines that report an error in our own words."""
    where = f"{inputs.title}:{inputs.line}" if inputs.by_lines else inputs.title
    if isinstance(error, lanejson.JSONDecodeError):
        return place(inputs, error)
    if isinstance(error, UnicodeDecodeError):
        before = error.object[: error.start].decode(error.encoding, "replace")
        line = inputs.line + before.count("\n")
        return [f"{inputs.title}:{line}:{len(before) - before.rfind(chr(10))}: {error}"]
    if isinstance(error, OSError):
        return [f"{error.filename or inputs.title}: {error.strerror or error}"]
    return [f"{where}: {error}" if str(error) else f"{where}: not enough memory"]
