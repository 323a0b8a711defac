"""What each tone stands for."""

from collections.abc import Sequence

from core.charts.lettering import width_of, wrapped
from core.charts.marks import marker
from core.charts.palette import Tone, textured, tone
from core.charts.svg import line, text

SWATCH = 16
LINE_SWATCH = 34
ROW = 24
GAP = 20


def flowing(
    names: Sequence[str], top: float, width: float, *, lines: bool = False
) -> tuple[list[str], float]:
    """The names side by side, each after its swatch, on as many rows as needed; and the height they take."""
    swatch = LINE_SWATCH if lines else SWATCH
    parts: list[str] = []
    x, y = 0.0, top
    for rank, name in enumerate(names):
        label = wrapped(name, width - swatch - 8, most=1)[0]
        taken = swatch + 8 + width_of(label) + GAP
        if x and x + taken - GAP > width:
            x, y = 0.0, y + ROW
        parts += line_swatch(x, y, tone(rank)) if lines else textured(x, y, SWATCH, SWATCH, tone(rank))
        parts.append(text(x + swatch + 8, y + 13, label))
        x += taken
    return parts, y + ROW - top


def line_swatch(x: float, y: float, look: Tone) -> list[str]:
    """A piece of line with its mark."""
    middle = y + SWATCH / 2
    return [
        line(
            x,
            middle,
            x + LINE_SWATCH,
            middle,
            stroke=look.colour,
            stroke_width=2.5,
            stroke_dasharray=look.dashes,
        ),
        marker(x + LINE_SWATCH / 2, middle, look),
    ]
