"""Reading `fixtures/demo/`."""

import json
from typing import Any

from django.conf import settings

FOLDER = settings.BASE_DIR / "fixtures" / "demo"


def read(name: str) -> Any:
    """The content of one of its files (JSON)."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
