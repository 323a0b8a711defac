"""Images that people set at the head of their papers: told by their content, drawn again, made small.

What is kept is never what was sent: its pixels are read, laid on white, and written as a plain PNG. Nothing
that a file may hide (profile, text, another file after it) goes through. A drawing (SVG) is refused: it may
run, and ask for other files.
"""

import io
from dataclasses import dataclass
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from core.formats import NBSP
from core.images import image_fault

MAX_BYTES = 1_000_000
MAX_SIDE = 3_000
LEAST = 40
# A JPEG is drawn in a dozen passes, each over the whole image; a small file may ask for thousands.
MOST_PASSES, PASS = 60, b"\xff\xda"
# On paper, 300 dots per inch over 60 × 25 mm.
KEPT = (720, 300)
STARTS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
WANTED = f"PNG ou JPEG, 1{NBSP}Mo au plus. L’image est réduite à 720 × 300 points."


@dataclass(frozen=True)
class Logo:
    """A plain PNG, its size in pixels and its SHA-256."""

    content: bytes
    width: int
    height: int
    sha256: str


def drawn_again(upload: UploadedFile) -> Logo:
    """The image as it may be kept; ValidationError with the reason, in French."""
    if not upload.size or upload.size > MAX_BYTES:
        raise ValidationError(f"Cette image est vide ou dépasse 1{NBSP}Mo.")
    content = upload.read()
    kind = next((kind for kind, start in STARTS.items() if content.startswith(start)), None)
    if kind is None:
        raise ValidationError(f"Ce fichier n’est ni un PNG ni un JPEG{NBSP}: un dessin SVG n’est pas admis.")
    if fault := image_fault(content, kind):
        raise ValidationError(f"Cette image est refusée{NBSP}: {fault}.")
    return _made(content, kind)


def _made(content: bytes, kind: str) -> Logo:
    if kind == "JPEG" and content.count(PASS) > MOST_PASSES:
        raise ValidationError("Cette image se dessine en trop de passes\u00a0: enregistrez-la de nouveau.")
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            _check_size(*image.size)
            plain = _on_white(image)
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError("Cette image ne se lit pas jusqu’au bout.") from error
    plain.thumbnail(KEPT)
    output = io.BytesIO()
    plain.save(output, "PNG", optimize=True)
    written = output.getvalue()
    return Logo(written, *plain.size, sha256(written).hexdigest())


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE or min(width, height) < LEAST:
        told = f"de {LEAST} à {MAX_SIDE} points de côté"
        raise ValidationError(f"Cette image mesure {width} × {height} points{NBSP}: il en faut {told}.")


def _on_white(image: Image.Image) -> Image.Image:
    """Its pixels in plain colours: no palette, no transparency, no profile."""
    seen = image.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain
