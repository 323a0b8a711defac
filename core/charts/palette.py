"""Colours and textures that tell series apart, with and without seeing colours.

The six colours have the same luminance: 4.8:1 against white, whether it is the page or the text upon
them, and 3.7:1 against a dark page (#161616). What tells two neighbours apart without colour is the
texture, drawn as plain lines, for shared patterns would need identifiers that two charts of a page could
both bear.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.charts.svg import element, rectangle

SPACING = 6
INSET = 2


@dataclass(frozen=True)
class Tone:
    """A colour, the texture laid upon it, and the dashes and the mark of a line of the same series."""

    colour: str
    texture: str
    dashes: str | None
    mark: str


TONES = (
    Tone("#2f71c7", "plain", None, "disc"),
    Tone("#b9530f", "rising", "7 4", "square"),
    Tone("#2a7f4e", "vertical", "2 4", "diamond"),
    Tone("#9359b4", "falling", "10 3 2 3", "disc"),
    Tone("#8d6c14", "horizontal", "5 2", "square"),
    Tone("#637388", "grid", "1 3", "diamond"),
)
INK = "#ffffff"


def tone(rank: int) -> Tone:
    """The tone of the series of that rank; beyond six they come back."""
    return TONES[rank % len(TONES)]


def textured(x: float, y: float, width: float, height: float, look: Tone) -> list[str]:
    """A filled rectangle with its texture, inside a plain edge that keeps the contrast with the page."""
    parts = [rectangle(x, y, width, height, fill=look.colour)]
    inner = (x + INSET, y + INSET, width - 2 * INSET, height - 2 * INSET)
    if look.texture != "plain" and inner[2] > 0:
        strokes = "".join(_strokes(look.texture, *inner))
        parts.append(
            element("path", d=strokes, stroke=INK, stroke_width=1.5, stroke_opacity=0.6, fill="none")
        )
    return parts


def _strokes(texture: str, x: float, y: float, width: float, height: float) -> Iterator[str]:
    if texture in {"horizontal", "grid"}:
        for step in range(1, int(height / SPACING) + 1):
            yield _stroke(x, y + step * SPACING - SPACING / 2, x + width, y + step * SPACING - SPACING / 2)
    if texture in {"vertical", "grid"}:
        for step in range(1, int(width / SPACING) + 1):
            yield _stroke(x + step * SPACING - SPACING / 2, y, x + step * SPACING - SPACING / 2, y + height)
    if texture in {"rising", "falling"}:
        for along in range(SPACING, int(width + height), SPACING):
            start, end = max(0, along - height), min(width, along)
            if texture == "rising":
                yield _stroke(x + start, y + along - start, x + end, y + along - end)
            else:
                yield _stroke(x + width - start, y + along - start, x + width - end, y + along - end)


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}"
