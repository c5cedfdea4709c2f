# SPDX-License-Identifier: MIT
"""lanejson's benchmark harness. What `bench/run` needs before its environment exists uses the standard library only."""
