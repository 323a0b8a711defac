"""A line as small as a word, for the cell of a table."""

from collections.abc import Sequence

from core.charts.canvas import Canvas
from core.charts.chart import Chart
from core.charts.marks import marker
from core.charts.palette import tone
from core.charts.scale import covering
from core.charts.series import Figures, Point, Series
from core.charts.svg import element, line
from core.formats import Number

HEIGHT = 32
MARGIN = 7
SMALL = Canvas(width=120)


def sparkline(
    points: Sequence[Point],
    *,
    title: str,
    unit: str = "",
    decimals: int | None = None,
    target: Number | None = None,
    canvas: Canvas = SMALL,
) -> Chart:
    """The course of one series from zero, its last known value marked, its target dashed, no text."""
    figures = Figures(title, unit, decimals, target)
    series = Series("Valeur", points)
    look = tone(0)
    scale = covering([*(point.value for point in points), target], HEIGHT - MARGIN, MARGIN)
    step = (canvas.width - 2 * MARGIN) / max(1, len(points) - 1)
    parts = []
    if target is not None:
        y = scale(target)
        parts.append(line(MARGIN, y, canvas.width - MARGIN, y, stroke_dasharray="3 3", stroke_opacity=0.8))
    for run in series.runs():
        places = [(MARGIN + step * known.rank, scale(known.value)) for known in run]
        path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in [*places, places[-1]])
        parts.append(
            element("path", d=path, fill="none", stroke=look.colour, stroke_width=2, stroke_linecap="round")
        )
    for last in series.known()[-1:]:
        parts.append(marker(MARGIN + step * last.rank, scale(last.value), look, hollow=last.is_provisional))
    sentence = figures.sentence([series])
    return Chart(canvas.drawn(HEIGHT, sentence, parts), sentence, figures.table([series]))
