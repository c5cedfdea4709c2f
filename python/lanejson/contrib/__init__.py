# SPDX-License-Identifier: MIT
"""lanejson in other packages' places: one module per framework, each imported only where it is used."""
