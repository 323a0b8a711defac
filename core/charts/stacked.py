"""Stacked bars: a total and what it is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.charts.canvas import Canvas
from core.charts.chart import Chart, ChartTable
from core.charts.legend import ROW, SWATCH, flowing
from core.charts.lettering import width_of, wrapped
from core.charts.palette import INK, textured, tone
from core.charts.scale import Scale, covering
from core.charts.sentences import listed
from core.charts.svg import SMALL_SIZE, rectangle, text
from core.formats import NBSP, Number, percent, value_with_unit

LINE = 18
THICKNESS = 26
GAP = 16
SEAM = 2
PLATE = 12


@dataclass(frozen=True)
class Stack:
    """One bar: its label, and one value per series, None for the unknown. No value is negative."""

    label: str
    values: tuple[Number | None, ...]

    def total(self) -> Decimal:
        """The sum of the known values."""
        return sum((Decimal(value) for value in self.values if value is not None), Decimal(0))


@dataclass(frozen=True)
class _Style:
    """How the values are written, and on how wide a drawing."""

    unit: str
    decimals: int | None
    width: int

    def written(self, value: Number | None) -> str:
        return value_with_unit(value, self.unit, self.decimals)

    def total(self, stack: Stack) -> str:
        return self.written(stack.total()) + (" (incomplet)" if None in stack.values else "")


def stacked_bar(
    stacks: Sequence[Stack],
    series: Sequence[str],
    *,
    title: str,
    unit: str = "€",
    decimals: int | None = None,
    canvas: Canvas = Canvas(),  # noqa: B008 (frozen)
) -> Chart:
    """Bars on one scale, cut into the `series` in order. A bar alone has its values and shares in the legend.

    Raises ValueError on a negative value, or when a bar has not one value per series.
    """
    for stack in stacks:
        if len(stack.values) != len(series) or any(value is not None and value < 0 for value in stack.values):
            raise ValueError(f"{stack.label} : il faut une valeur positive ou inconnue par série.")
    style = _Style(unit, decimals, canvas.width)
    parts, height = _drawing(stacks, series, style) if stacks else canvas.empty()
    sentence = listed(title, [_read(stack, series, style) for stack in stacks])
    return Chart(canvas.drawn(height, sentence, parts), sentence, _table(stacks, series, title, style))


def _drawing(stacks: Sequence[Stack], series: Sequence[str], style: _Style) -> tuple[list[str], float]:
    bars, top = _bars(stacks, style)
    if len(stacks) == 1:
        legend, taken = _detailed(stacks[0], series, style, top)
    else:
        legend, taken = flowing(series, top, style.width)
    return bars + legend, top + taken


def _bars(stacks: Sequence[Stack], style: _Style) -> tuple[list[str], float]:
    scale = covering([stack.total() for stack in stacks], 0, style.width)
    parts: list[str] = []
    top = 0.0
    for stack in stacks:
        total = style.total(stack)
        lines = wrapped(stack.label, style.width - width_of(total, bold=True) - GAP)
        parts += [text(0, top + LINE * rank + 13, content) for rank, content in enumerate(lines)]
        parts.append(text(style.width, top + 13, total, anchor="end", bold=True))
        parts += _segments(stack, scale, style, top + LINE * len(lines) + 2)
        top += LINE * len(lines) + THICKNESS + GAP
    return parts, top


def _segments(stack: Stack, scale: Scale, style: _Style, y: float) -> Iterator[str]:
    yield rectangle(0, y, style.width, THICKNESS, fill_opacity=0.08)
    start = Decimal(0)
    for rank, value in enumerate(stack.values):
        if not value:
            continue
        left, right = scale(start), scale(start + value)
        start += value
        look = tone(rank)
        yield from textured(left, y, max(right - left - SEAM, 1), THICKNESS, look)
        written = style.written(value)
        room = width_of(written, SMALL_SIZE, bold=True) + PLATE
        middle = (left + right - SEAM) / 2
        if room <= right - left - SEAM:
            yield rectangle(middle - room / 2, y + 3, room, THICKNESS - 6, fill=look.colour)
            yield text(middle, y + 17, written, anchor="middle", size=SMALL_SIZE, bold=True, fill=INK)


def _detailed(stack: Stack, series: Sequence[str], style: _Style, top: float) -> tuple[list[str], float]:
    parts: list[str] = []
    y = top
    for rank, (name, value) in enumerate(zip(series, stack.values, strict=True)):
        said = _with_share(value, stack, style)
        lines = wrapped(name, style.width - SWATCH - GAP - width_of(said) - GAP, most=2)
        parts += textured(0, y, SWATCH, SWATCH, tone(rank))
        parts += [text(SWATCH + 8, y + 13 + LINE * place, content) for place, content in enumerate(lines)]
        parts.append(text(style.width, y + 13, said, anchor="end"))
        y += ROW + LINE * (len(lines) - 1)
    return parts, y - top


def _with_share(value: Number | None, stack: Stack, style: _Style) -> str:
    if value is None or not stack.total() or None in stack.values:
        return style.written(value)
    return f"{style.written(value)} ({percent(Decimal(value) * 100 / stack.total(), 1)})"


def _read(stack: Stack, series: Sequence[str], style: _Style) -> tuple[str, ...]:
    shares = ", ".join(
        f"{name}{NBSP}: {style.written(value)}" for name, value in zip(series, stack.values, strict=True)
    )
    return (stack.label, f"{style.total(stack)} ({shares})")


def _table(stacks: Sequence[Stack], series: Sequence[str], title: str, style: _Style) -> ChartTable:
    rows = tuple(
        (stack.label, *(style.written(value) for value in stack.values), style.total(stack))
        for stack in stacks
    )
    return ChartTable(title, ("Intitulé", *series, "Total"), rows)
