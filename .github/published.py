#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Give the tree the addresses that a release is published with, since PyPI shows README away from its repository.

Usage: published.py URL TAG, with the repository's address. The relative links of README become absolute, and
pyproject.toml gets [project.urls]. The workflow of a release does this before it makes the sdist.
"""

import pathlib
import re
import sys

LINK = re.compile(r"\]\((?!\w+:|#)([^)\s]+)\)")
URLS = """[project.urls]
Source = "{url}"
Documentation = "{url}/blob/{tag}/docs/index.md"
Changelog = "{url}/blob/{tag}/CHANGELOG.md"
Issues = "{url}/issues"

[project.optional-dependencies]
"""


def absolute(text, url, tag):
    """Markdown whose links to files of the repository lead to them from anywhere."""
    return LINK.sub(lambda link: f"]({url}/blob/{tag}/{link[1]})", text)


def with_urls(text, url, tag):
    """pyproject.toml's text with the table of addresses, which may stand there once."""
    return text.replace("[project.optional-dependencies]\n", URLS.format(url=url, tag=tag), 1)


def main():
    url, tag = sys.argv[1:]
    root = pathlib.Path(__file__).parent.parent
    for name, change in (("README.md", absolute), ("pyproject.toml", with_urls)):
        path = root / name
        path.write_text(change(path.read_text(encoding="utf-8"), url.rstrip("/"), tag), encoding="utf-8")


if __name__ == "__main__":
    main()
