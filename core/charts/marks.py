"""The marks of points: full when known, hollow when provisional."""

from core.charts.palette import Tone
from core.charts.svg import element

RADIUS = 4.5


def marker(x: float, y: float, look: Tone, *, hollow: bool = False) -> str:
    """A disc, a square or a diamond, so that a series is known by its marks as well as by its colour."""
    paint: dict[str, str | float] = {
        "fill": "#ffffff" if hollow else look.colour,
        "stroke": look.colour,
        "stroke_width": 2,
    }
    if look.mark == "disc":
        return element("circle", cx=x, cy=y, r=RADIUS, **paint)
    if look.mark == "square":
        return element("rect", x=x - RADIUS, y=y - RADIUS, width=2 * RADIUS, height=2 * RADIUS, **paint)
    reach = RADIUS + 1.5
    outline = f"M{x:.2f} {y - reach:.2f}l{reach} {reach}l-{reach} {reach}l-{reach} -{reach}z"
    return element("path", d=outline, **paint)
