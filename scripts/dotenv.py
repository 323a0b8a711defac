"""The local settings of a demonstration: a secret made on this machine, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

TEMPLATE = """\
# Fait par « make setup » pour une démonstration sur cette machine. Voir .env.example.
DEMO=true
SECRET_KEY={secret}
"""


def ensure_dotenv(path: Path) -> bool:
    """Make `path` with a fresh secret, unless it exists or the environment gives one; True when made.

    Never rewrites a file: a new secret would close every session and break the links sent by e-mail.
    """
    if os.environ.get("SECRET_KEY"):
        return False
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(TEMPLATE.format(secret=secrets.token_urlsafe(50)))
    return True
