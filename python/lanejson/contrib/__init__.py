# SPDX-License-Identifier: MIT
"""Adapters for frameworks: one module each, to import where it is used."""
