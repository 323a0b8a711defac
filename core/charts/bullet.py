"""From the reference to the target: where the result stands on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.charts.canvas import Canvas
from core.charts.chart import Chart, ChartTable
from core.charts.lettering import width_of, wrapped
from core.charts.palette import tone
from core.charts.scale import Scale
from core.charts.sentences import listed
from core.charts.svg import SMALL_SIZE, element, line, rectangle, text
from core.formats import NBSP, Number, number, value_with_unit

TRACK_TOP = 42
TRACK = 14
LABEL_HEIGHT = 40
MARGIN = 10
APART = 14


@dataclass(frozen=True)
class Mark:
    """One of the three values: « Référence 2019 », « Résultat 2024 », « Cible 2025 ».

    `upto` makes a range of it (a target from 80 to 90 %); `sign` (≥, ≤) is written before the value.
    """

    label: str
    value: Number | None
    upto: Number | None = None
    sign: str = ""

    def written(self, unit: str, decimals: int | None) -> str:
        """« ≥ 20 % », « de 80 à 90 % », « à compléter »."""
        if self.value is None:
            return value_with_unit(None, unit)
        if self.upto is not None:
            return f"de {number(self.value, decimals)} à {value_with_unit(self.upto, unit, decimals)}"
        return (f"{self.sign}{NBSP}" if self.sign else "") + value_with_unit(self.value, unit, decimals)


@dataclass(frozen=True)
class _Label:
    """Two centred lines of text that stay within the drawing: what it is, and its value."""

    name: str
    written: str
    is_known: bool
    centre: float
    half: float

    def above(self, other: "_Label") -> bool:
        """Whether the two would overlap on one row."""
        return abs(self.centre - other.centre) < self.half + other.half + APART


def bullet(
    *,
    title: str,
    baseline: Mark,
    result: Mark,
    target: Mark,
    unit: str = "",
    decimals: int | None = None,
    canvas: Canvas = Canvas(width=360),  # noqa: B008 (frozen)
) -> Chart:
    """The result (full disc) on a track that starts at the reference (hollow disc), with the target as a bar.

    What is unknown is not drawn, and its label says « à compléter ».
    """
    marks = (baseline, result, target)
    scale = _scale([value for mark in marks for value in (mark.value, mark.upto)], canvas.width)
    labels = [_label(mark, mark.written(unit, decimals), scale, canvas.width) for mark in marks]
    parts = [*_track(scale, baseline, result, target), *_lines(labels[1], 12, bold=True)]
    under = TRACK_TOP + TRACK + 18
    lower = under + LABEL_HEIGHT if labels[2].above(labels[0]) else under
    parts += [*_lines(labels[0], under), *_lines(labels[2], lower)]
    rows = tuple((mark.label, mark.written(unit, decimals)) for mark in marks)
    sentence = listed(title, rows)
    table = ChartTable(title, ("Repère", "Valeur"), rows)
    return Chart(canvas.drawn(lower + 24, sentence, parts), sentence, table)


def _scale(values: list[Number | None], width: int) -> Scale:
    """Around the marks rather than from zero, which would squeeze them: a track shows places, not lengths."""
    known = [Decimal(value) for value in values if value is not None] or [Decimal(0)]
    spread = max(known) - min(known) or abs(known[0]) or Decimal(1)
    low = min(known) - spread * Decimal("0.2")
    if min(known) >= 0 and min(known) <= spread:
        low = Decimal(0)
    return Scale(low, max(known) + spread * Decimal("0.12"), MARGIN, width - MARGIN)


def _label(mark: Mark, written: str, scale: Scale, width: int) -> _Label:
    name = wrapped(mark.label, width, SMALL_SIZE, most=1)[0]
    half = max(width_of(name, SMALL_SIZE), width_of(written, bold=True)) / 2
    value = Decimal(0 if mark.value is None else mark.value)
    middle = (value + (value if mark.upto is None else mark.upto)) / 2
    centre = min(max(scale(middle), half), width - half)
    return _Label(name, written, mark.value is not None, centre, half)


def _lines(label: _Label, y: float, *, bold: bool = False) -> Iterator[str]:
    yield text(label.centre, y, label.name, anchor="middle", size=SMALL_SIZE, muted=True)
    known = label.is_known
    yield text(label.centre, y + 18, label.written, anchor="middle", bold=bold and known, muted=not known)


def _track(scale: Scale, baseline: Mark, result: Mark, target: Mark) -> Iterator[str]:
    middle = TRACK_TOP + TRACK / 2
    yield rectangle(
        scale.start - MARGIN, TRACK_TOP, scale.end - scale.start + 2 * MARGIN, TRACK, rx=7, fill_opacity=0.1
    )
    if target.value is not None and target.upto is not None:
        left, right = scale(target.value), scale(target.upto)
        yield rectangle(left, TRACK_TOP, right - left, TRACK, fill_opacity=0.25)
    look = tone(0)
    if baseline.value is not None and result.value is not None:
        left, right = sorted([scale(baseline.value), scale(result.value)])
        yield rectangle(left, middle - 4, right - left, 8, fill=look.colour)
    for end in (target.value, target.upto):
        if end is not None:
            yield line(scale(end), TRACK_TOP - 6, scale(end), TRACK_TOP + TRACK + 6, stroke_width=3)
    if baseline.value is not None:
        yield _disc(scale(baseline.value), middle, 6, fill="#ffffff", stroke="currentColor")
    if result.value is not None:
        yield _disc(scale(result.value), middle, 8, fill=look.colour, stroke="#ffffff")


def _disc(x: float, y: float, radius: float, *, fill: str, stroke: str) -> str:
    return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=2)
