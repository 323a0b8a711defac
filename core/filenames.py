"""The names of files as they came, made harmless for a disk, a header and a reader."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
LONGEST_SUFFIX = len(".jpeg")
UNSAFE = re.compile(r"[^\w .,;()'’&+=°–-]")
# Windows gives these names to devices, whatever their extension.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def harmless(original: str, otherwise: str) -> str:
    """The name less what could mislead (path, control or bidi mark, quote, device, length, leading dot).

    The extension is kept; `otherwise` when nothing is left.
    """
    last = unicodedata.normalize("NFC", original).replace("\\", "/").rpartition("/")[2]
    path = PurePosixPath(UNSAFE.sub("", last).strip(" ."))
    suffix = path.suffix if len(path.suffix) <= LONGEST_SUFFIX else ""
    stem = path.name.removesuffix(suffix)[: LONGEST - len(suffix)].strip(" .")
    name = f"{stem}{suffix}" if stem else otherwise
    return f"_{name}" if DEVICES.fullmatch(name) else name
