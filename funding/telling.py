"""An amount or a text of a line as a person reads it."""

from decimal import Decimal
from typing import Any

from core.formats import euros


def told(value: Any) -> str:
    """« 1 200,50 € », the text itself; empty for nothing."""
    return euros(value) if isinstance(value, Decimal) else str(value or "")
