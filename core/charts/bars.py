"""Horizontal bars: amounts side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.charts.canvas import Canvas
from core.charts.chart import Chart, ChartTable
from core.charts.lettering import width_of, wrapped
from core.charts.palette import textured, tone
from core.charts.scale import Scale, covering
from core.charts.sentences import listed
from core.charts.svg import line, rectangle, text
from core.formats import Number, value_with_unit

LINE = 18
THICKNESS = 14
GAP = 14


@dataclass(frozen=True)
class Bar:
    """One bar. A `value` of None has no bar and says « à compléter »; `rank` chooses colour and texture."""

    label: str
    value: Number | None
    rank: int = 0


def horizontal_bars(
    bars: Sequence[Bar],
    *,
    title: str,
    unit: str = "€",
    decimals: int | None = None,
    headers: tuple[str, str] = ("Intitulé", "Valeur"),
    canvas: Canvas = Canvas(),  # noqa: B008 (frozen)
) -> Chart:
    """Bars from zero, each under its label and its value. `title` says what is measured, where and when."""
    values = [value_with_unit(bar.value, unit, decimals) for bar in bars]
    scale = covering([bar.value for bar in bars], 0, canvas.width)
    parts, top = ([], 0.0) if bars else canvas.empty()
    for bar, value in zip(bars, values, strict=True):
        lines = wrapped(bar.label, canvas.width - width_of(value, bold=True) - GAP)
        parts += _bar(bar, value, lines, scale, top)
        top += LINE * len(lines) + THICKNESS + GAP
    rows = tuple((bar.label, value) for bar, value in zip(bars, values, strict=True))
    sentence = listed(title, rows)
    return Chart(canvas.drawn(top - GAP + 2, sentence, parts), sentence, ChartTable(title, headers, rows))


def _bar(bar: Bar, value: str, lines: list[str], scale: Scale, top: float) -> Iterator[str]:
    for rank, content in enumerate(lines):
        yield text(0, top + LINE * rank + 13, content)
    yield text(scale.end, top + 13, value, anchor="end", bold=bar.value is not None, muted=bar.value is None)
    y = top + LINE * len(lines)
    yield rectangle(0, y, scale.end, THICKNESS, fill_opacity=0.08)
    zero = scale(0)
    if bar.value:
        end = scale(bar.value)
        yield from textured(min(zero, end), y, max(abs(end - zero), 1), THICKNESS, tone(bar.rank))
    if bar.value is not None:
        yield line(zero, y - 1, zero, y + THICKNESS + 1, stroke_width=2)
