"""The QR code of an address, as lines for a page or a PDF."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.formats import NBSP
from reports.rendering.frame import Frame

# Empty modules around the code, without which a camera does not find it.
QUIET = 4


def verification_code(frame: Frame) -> SafeString | None:
    """The code that leads to the page where anybody may check the file; None for a draft."""
    if not frame.verification:
        return None
    title = f"Code QR{NBSP}: vérifier ce rapport à l’adresse {frame.verification}"
    return qr_code(frame.verification, title)


def qr_code(address: str, title: str) -> SafeString:
    """An inline SVG of one path, one unit a module, that says its title to whoever cannot see it."""
    matrix = segno.make(address, error="m", micro=False).matrix
    side = len(matrix) + 2 * QUIET
    rows = "".join(_row(row, number + QUIET) for number, row in enumerate(matrix))
    return format_html(
        '<svg class="qr" role="img" viewBox="0 0 {0} {0}" width="{0}" height="{0}"><title>{1}</title>'
        '<path fill="#1a1a1a" d="{2}"/></svg>',
        side,
        title,
        mark_safe(rows),  # noqa: S308 (digits and letters of our own)
    )


def _row(row: bytearray, top: int) -> str:
    """The dark runs of a row, each a rectangle one module high."""
    path, start = "", None
    for place, is_dark in enumerate([*row, 0]):
        if is_dark and start is None:
            start = place
        elif not is_dark and start is not None:
            path += f"M{start + QUIET} {top}h{place - start}v1h-{place - start}z"
            start = None
    return path
