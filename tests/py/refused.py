# SPDX-License-Identifier: MIT
"""Import it first, and lanejson finds that CPython's objects are not as its first extension expects them."""

import sys


class Refusal:
    """A finder that fails to import the extension, as it does itself there."""

    error = ImportError("refused", name="lanejson._public")

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == "lanejson._lanejson":
            raise cls.error


sys.meta_path.insert(0, Refusal)
