# SPDX-License-Identifier: MIT
from typing import Any

def take(names: dict[str, Any]) -> None: ...
