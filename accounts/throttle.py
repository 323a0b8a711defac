"""How often one may ask for something that costs: counted by what is asked and from where."""

import time

from django.core.cache import cache

from core.canonical import sha256_hex


def is_within(limit: int, *, seconds: int, act: str, subject: str) -> bool:
    """Count this time, and say whether it is among the first `limit` of the present window of `seconds`.

    The count is approximate by design: two requests at the same instant may count for one.
    """
    window = int(time.time() // seconds)
    key = f"{act}-{window}-{sha256_hex(subject.lower().encode())}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, seconds)
    return count <= limit
