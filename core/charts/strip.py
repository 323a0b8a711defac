"""Values side by side on one axis, with the box of their quartiles: where one stands among the others."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.charts.canvas import Canvas
from core.charts.chart import Chart, ChartTable
from core.charts.lettering import width_of, wrapped
from core.charts.marks import RADIUS
from core.charts.palette import tone
from core.charts.scale import Scale, ticks
from core.charts.svg import SMALL_SIZE, element, line, rectangle, text
from core.formats import NBSP, Number, value_with_unit

MARGIN = 14
STEP = 2 * RADIUS + 1
NAME_ROW = 18
BOX = 16
AXIS = 30
TOP = 8
# Beyond it, the names would take more room than the drawing: the table has them.
MOST_NAMED = 4
WIDE = Canvas(width=600)


@dataclass(frozen=True)
class Dot:
    """One value and whose it is; those of the reader are `marked`, named and drawn apart."""

    label: str
    value: Number
    marked: bool = False


@dataclass(frozen=True)
class Quartiles:
    """The box: minimum, first quartile, median, third quartile, maximum."""

    low: Number
    lower: Number
    middle: Number
    upper: Number
    high: Number


@dataclass(frozen=True)
class _Frame:
    """Where the parts stand: the first row of names, the ground of the dots, the box, the axis."""

    scale: Scale
    steps: list[Decimal]
    ground: float
    named: Sequence[Dot]
    first_row: float

    @property
    def box(self) -> float:
        return self.ground + 14

    @property
    def axis(self) -> float:
        return self.box + BOX + 12


def strip(
    dots: Sequence[Dot],
    quartiles: Quartiles | None,
    *,
    title: str,
    unit: str = "",
    decimals: int | None = None,
    target: Number | None = None,
    target_label: str = "Cible",
    canvas: Canvas = WIDE,
) -> Chart:
    """A dot for each value, piled up where they meet, above the box from the first quartile to the third.

    Marked dots are diamonds with their names; the target is a dashed line. The table holds the five numbers,
    the marked values and the target.
    """
    rows = _rows(dots, quartiles, unit, decimals)
    if target is not None:
        rows.append((target_label, value_with_unit(target, unit, decimals)))
    sentence = _sentence(title, len(dots), rows)
    table = ChartTable(title, ("Repère", "Valeur"), tuple(rows))
    if not dots or quartiles is None:
        parts, height = canvas.empty("Aucune valeur à montrer")
        return Chart(canvas.drawn(height, sentence, parts), sentence, table)
    frame, piles = _frame(dots, target, canvas.width)
    parts = [*_box(frame, quartiles), *_axis(frame, unit, canvas.width)]
    if target is not None:
        parts += _target(frame, target, target_label, canvas.width)
    parts += [*_names(frame, canvas.width), *_dots(frame, piles)]
    return Chart(canvas.drawn(frame.axis + AXIS, sentence, parts), sentence, table)


def _rows(
    dots: Sequence[Dot], quartiles: Quartiles | None, unit: str, decimals: int | None
) -> list[tuple[str, str]]:
    if quartiles is None:
        return []
    told = [
        ("Maximum", quartiles.high),
        ("Troisième quartile", quartiles.upper),
        ("Médiane", quartiles.middle),
        ("Premier quartile", quartiles.lower),
        ("Minimum", quartiles.low),
        *((dot.label, dot.value) for dot in dots if dot.marked),
    ]
    return [(label, value_with_unit(value, unit, decimals)) for label, value in told]


def _sentence(title: str, count: int, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return f"{title}{NBSP}: aucune valeur à montrer."
    said = f"{NBSP}; ".join(
        f"{label.lower() if place < 5 else label} {value}" for place, (label, value) in enumerate(rows)
    )
    return f"{title}{NBSP}: {count} {'valeurs' if count > 1 else 'valeur'}{NBSP}; {said}."


def _frame(dots: Sequence[Dot], target: Number | None, width: int) -> tuple[_Frame, dict[int, list[Dot]]]:
    known = [Decimal(dot.value) for dot in dots] + ([Decimal(target)] if target is not None else [])
    low, high = min(known), max(known)
    # Zero is shown when it is near: a strip tells places, not lengths.
    low = Decimal(0) if 0 <= low <= (high - low) or low == high >= 0 else low
    steps = ticks(low, high if high > low else low + 1)
    scale = Scale(steps[0], steps[-1], MARGIN, width - MARGIN)
    piles: dict[int, list[Dot]] = defaultdict(list)
    for dot in sorted(dots, key=lambda one: (one.marked, Decimal(one.value), one.label)):
        piles[round(scale(dot.value) / STEP)].append(dot)
    highest = max(len(pile) for pile in piles.values())
    marked = sorted((dot for dot in dots if dot.marked), key=lambda dot: Decimal(dot.value))
    named = marked if len(marked) <= MOST_NAMED else []
    first_row = TOP + (NAME_ROW if target is not None else 0)
    ground = first_row + NAME_ROW * len(named) + highest * STEP + 8
    return _Frame(scale, steps, ground, named, first_row), piles


def _box(frame: _Frame, quartiles: Quartiles) -> Iterator[str]:
    scale, middle = frame.scale, frame.box + BOX / 2
    left, right = scale(quartiles.lower), scale(quartiles.upper)
    yield line(scale(quartiles.low), middle, scale(quartiles.high), middle, stroke_opacity=0.7)
    for end in (quartiles.low, quartiles.high):
        yield line(scale(end), middle - 5, scale(end), middle + 5, stroke_opacity=0.7)
    yield rectangle(left, frame.box, right - left, BOX, fill=tone(0).colour, fill_opacity=0.25)
    for x in (left, right):
        yield line(x, frame.box, x, frame.box + BOX, stroke_opacity=0.7)
    yield line(
        scale(quartiles.middle), frame.box - 3, scale(quartiles.middle), frame.box + BOX + 3, stroke_width=3
    )


def _axis(frame: _Frame, unit: str, width: int) -> Iterator[str]:
    y = frame.axis
    yield line(MARGIN, y, width - MARGIN, y, stroke_opacity=0.5)
    for step in frame.steps:
        x = frame.scale(step)
        yield line(x, y, x, y + 4, stroke_opacity=0.5)
        written = value_with_unit(step, unit if unit == "%" else "")
        half = width_of(written, SMALL_SIZE) / 2
        centre = min(max(x, half), width - half)
        yield text(centre, y + 18, written, anchor="middle", size=SMALL_SIZE, muted=True)


def _target(frame: _Frame, target: Number, label: str, width: int) -> Iterator[str]:
    x = frame.scale(target)
    yield line(x, TOP, x, frame.axis, stroke_width=2, stroke_dasharray="6 4")
    yield _beside(x, TOP + 10, label, width)


def _dots(frame: _Frame, piles: dict[int, list[Dot]]) -> Iterator[str]:
    plain, own = tone(0), tone(1)
    for pile in piles.values():
        for rank, dot in enumerate(pile):
            x, y = frame.scale(dot.value), frame.ground - RADIUS - rank * STEP
            if not dot.marked:
                yield element("circle", cx=x, cy=y, r=RADIUS - 0.5, fill=plain.colour, fill_opacity=0.75)
                continue
            reach = RADIUS + 2.5
            outline = f"M{x:.2f} {y - reach:.2f}l{reach} {reach}l-{reach} {reach}l-{reach} -{reach}z"
            yield element("path", d=outline, fill=own.colour, stroke="#ffffff", stroke_width=1.5)


def _names(frame: _Frame, width: int) -> Iterator[str]:
    """Each on its own row, from the lowest value, so that no stem goes through the name of another."""
    for row, dot in enumerate(frame.named):
        x, y = frame.scale(dot.value), frame.first_row + 10 + NAME_ROW * row
        yield line(x, y - 9, x, frame.ground, stroke=tone(1).colour, stroke_opacity=0.6)
        yield _beside(x, y, dot.label, width, bold=True)


def _beside(x: float, y: float, label: str, width: int, *, bold: bool = False) -> str:
    """On the right of its line where there is room, else on the left."""
    written = wrapped(label, width / 2, SMALL_SIZE, most=1)[0]
    fits = x + 6 + width_of(written, SMALL_SIZE, bold=bold) <= width
    return text(
        x + 6 if fits else x - 6, y, written, anchor=None if fits else "end", size=SMALL_SIZE, bold=bold
    )
