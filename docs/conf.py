# SPDX-License-Identifier: MIT
"""Sphinx configuration: `.ci/run docs` builds the pages with warnings as errors."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import c_reference  # noqa: E402

(ROOT / "docs" / "c_reference.md").write_text("\n".join(c_reference.parts_of_page()), encoding="utf-8")

project = "lanejson"
author = "the lanejson authors"
project_copyright = "the lanejson authors, MIT licence"
version = release = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text(encoding="utf-8")).group(1)

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.intersphinx", "sphinx_copybutton"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = False
autodoc_typehints = "signature"

html_theme = "furo"
html_title = f"lanejson {version}"
html_theme_options = {"navigation_with_keys": True}
# The pages must work from a local folder, without a network.
intersphinx_mapping = {}
suppress_warnings = ["myst.xref_missing"]
