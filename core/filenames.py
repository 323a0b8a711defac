"""The names of files as they came, made harmless for a disk, a header and a reader."""

import re

UNSAFE = re.compile(r"[^\w .,;()'’&+=°–-]")


def harmless(original: str, otherwise: str) -> str:
    """The name less what could mislead (path, control, bidi marks); `otherwise` when nothing is left."""
    name = UNSAFE.sub("", original.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return name or otherwise
