"""Whole numbers that a page writes itself (a year, a version, a key) and that come back in a request."""

import re

# Eighteen digits: all that a key of the database may be, and nothing that `int` would refuse.
WHOLE = re.compile(r"[0-9]{1,18}")


def whole(text: str) -> int | None:
    """The number, or None for what no page of ours has written: « ² », « ٣ », five thousand digits."""
    return int(text) if WHOLE.fullmatch(text) else None
