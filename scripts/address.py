"""Where the application is seen from, remembered for the commands that are run beside it."""

from __future__ import annotations

import os

from django.conf import settings


def remember(address: str) -> str:
    """Keep this address for whoever is not told of another (SITE_URL); return the one that it replaces, empty
    when there is none or when it is the same."""
    if "SITE_URL" in os.environ:
        return ""
    kept = settings.ADDRESS_FILE
    former = kept.read_text().strip() if kept.is_file() else ""
    # Written aside, then named: whoever reads it meanwhile finds an address, whole.
    written = kept.with_suffix(".new")
    written.write_text(f"{address}\n")
    written.replace(kept)
    return former if former != address else ""
