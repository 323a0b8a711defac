"""Lines over the years, with a target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.charts.canvas import Canvas
from core.charts.chart import Chart
from core.charts.legend import flowing
from core.charts.lettering import width_of, wrapped
from core.charts.marks import marker
from core.charts.palette import Tone, tone
from core.charts.scale import Scale, covering, ticks
from core.charts.series import Figures, Known, Series
from core.charts.svg import SMALL_SIZE, element, line, text
from core.formats import NBSP, Number, number

TOP = 46
PLOT_HEIGHT = 160
YEARS_HEIGHT = 24
ABOVE, BELOW = -11, 21
# A value written above its point would cross a target line that is nearer than this.
TOO_NEAR = 28
# Between two values side by side.
APART = 12
DASH = 26
UNIT_SHARE, TARGET_SHARE = 0.3, 0.6


@dataclass(frozen=True)
class _Plot:
    """Where values and years stand."""

    steps: list[Decimal]
    scale: Scale
    left: float
    right: float
    years: int

    def year(self, rank: int) -> float:
        return self.left + (self.right - self.left) / max(1, self.years) * (rank + 0.5)


def series_line(
    series: Sequence[Series],
    *,
    title: str,
    unit: str = "",
    decimals: int | None = None,
    target: Number | None = None,
    target_label: str = "Cible",
    targets: Sequence[Number | None] = (),
    canvas: Canvas = Canvas(),  # noqa: B008 (frozen)
) -> Chart:
    """One line per series over the same years, evenly spaced, on an axis that holds zero.

    A year without value is a gap marked « – », a provisional value is hollow, a rupture cuts the line at a
    dotted upright. The target is a dashed line; `targets` are one for each year, None where there is none.
    One series alone carries its values, when they fit, in place of the axis.
    """
    series = list(series) or [Series("Valeur", ())]
    targets = targets if any(aim is not None for aim in targets) else ()
    figures = Figures(title, unit, decimals, target, target_label, targets)
    sentence, table = figures.sentence(series), figures.table(series)
    if target is None and not targets and not any(one.known() for one in series):
        parts, height = canvas.empty("Aucune valeur connue")
        return Chart(canvas.drawn(height, sentence, parts), sentence, table)
    parts, height = _drawing(series, figures, canvas.width)
    return Chart(canvas.drawn(height, sentence, parts), sentence, table)


def _drawing(series: Sequence[Series], figures: Figures, width: int) -> tuple[list[str], float]:
    labelled = len(series) == 1 and _fits(series[0], figures, width)
    plot = _plot(series, figures, width, has_axis=not labelled)
    parts = [*_frame(plot, figures, has_axis=not labelled), *_years(plot, series)]
    if figures.target is not None:
        parts += _target(plot, figures, figures.target)
    elif figures.targets:
        parts += _yearly_targets(plot, figures)
    parts += _ruptures(plot, series)
    for rank, one in enumerate(series):
        parts += _line(plot, one, tone(rank))
    if labelled:
        parts += _values(plot, series[0], figures)
    height: float = TOP + PLOT_HEIGHT + YEARS_HEIGHT
    if len(series) > 1:
        legend, taken = flowing([one.label for one in series], height + 10, width, lines=True)
        return parts + legend, height + 10 + taken
    return parts, height


def _fits(series: Series, figures: Figures, width: float) -> bool:
    widest = max((width_of(_bare(known.value, figures), bold=True) for known in series.known()), default=0)
    return widest + APART < width / max(1, len(series.points))


def _plot(series: Sequence[Series], figures: Figures, width: float, *, has_axis: bool) -> _Plot:
    values = [point.value for one in series for point in one.points]
    around = covering([*values, figures.target, *figures.targets], 0, 1)
    steps = ticks(around.low, around.high)
    scale = Scale(steps[0], steps[-1], TOP + PLOT_HEIGHT, TOP)
    margin = max(width_of(_bare(step, figures), SMALL_SIZE) for step in steps) + 8 if has_axis else 0
    return _Plot(steps, scale, margin, width, len(series[0].points))


def _bare(value: Number | None, figures: Figures) -> str:
    """The value without its unit, which is written once at the top; the sign % is short enough to stay."""
    return figures.written(value) if figures.unit == "%" else number(value, figures.decimals)


def _frame(plot: _Plot, figures: Figures, *, has_axis: bool) -> Iterator[str]:
    if figures.unit not in {"", "%"}:
        unit = wrapped(figures.unit, plot.right * UNIT_SHARE, SMALL_SIZE, most=1)[0]
        yield text(0, 13, unit, size=SMALL_SIZE, muted=True)
    for step in plot.steps if has_axis else []:
        y = plot.scale(step)
        yield line(plot.left, y, plot.right, y, stroke_opacity=0.18)
        written = f"{number(step)}{NBSP}%" if figures.unit == "%" else number(step)
        yield text(plot.left - 8, y + 4, written, anchor="end", size=SMALL_SIZE, muted=True)
    yield line(plot.left, plot.scale(0), plot.right, plot.scale(0), stroke_opacity=0.7)


def _years(plot: _Plot, series: Sequence[Series]) -> Iterator[str]:
    for rank, point in enumerate(series[0].points):
        x = plot.year(rank)
        yield text(x, TOP + PLOT_HEIGHT + 19, point.label, anchor="middle", size=SMALL_SIZE)
        if all(one.points[rank].value is None for one in series):
            yield text(x, plot.scale(0) - 6, "–", anchor="middle", muted=True)


def _target(plot: _Plot, figures: Figures, target: Number) -> Iterator[str]:
    """The dashed line, named in the corner, where no value can be in its way."""
    said = f"{figures.target_label}{NBSP}: {figures.written(target)}"
    label = wrapped(said, plot.right * TARGET_SHARE, SMALL_SIZE, most=1)[0]
    y = plot.scale(target)
    dashes: dict[str, str | float] = {"stroke_width": 2, "stroke_dasharray": "6 4"}
    yield line(plot.left, y, plot.right, y, **dashes)
    yield text(plot.right, 13, label, anchor="end", size=SMALL_SIZE)
    start = plot.right - width_of(label, SMALL_SIZE) - DASH - 4
    yield line(start, 9, start + DASH, 9, **dashes)


def _yearly_targets(plot: _Plot, figures: Figures) -> Iterator[str]:
    """A dashed step over each year that has a target, named in the corner."""
    half = (plot.right - plot.left) / max(1, plot.years) * 0.42
    dashes: dict[str, str | float] = {"stroke_width": 2, "stroke_dasharray": "6 4"}
    for rank, aim in enumerate(figures.targets):
        if aim is not None:
            x, y = plot.year(rank), plot.scale(aim)
            yield line(x - half, y, x + half, y, **dashes)
    yield text(plot.right, 13, figures.target_label, anchor="end", size=SMALL_SIZE)
    start = plot.right - width_of(figures.target_label, SMALL_SIZE) - DASH - 4
    yield line(start, 9, start + DASH, 9, **dashes)


def _ruptures(plot: _Plot, series: Sequence[Series]) -> Iterator[str]:
    """A dotted upright before each year that does not compare with the one before."""
    for rank in sorted({known.rank for one in series for known in one.known() if known.rupture}):
        x = (plot.year(rank) + plot.year(rank - 1)) / 2 if rank else plot.left
        yield line(x, TOP - 8, x, TOP + PLOT_HEIGHT, stroke_dasharray="2 4", stroke_opacity=0.8)


def _line(plot: _Plot, series: Series, look: Tone) -> Iterator[str]:
    for run in series.runs():
        places = [(plot.year(known.rank), plot.scale(known.value)) for known in run]
        if len(places) > 1:
            path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in places)
            yield element(
                "path", d=path, fill="none", stroke=look.colour, stroke_width=2.5,
                stroke_dasharray=look.dashes, stroke_linejoin="round",
            )  # fmt: skip
        for (x, y), known in zip(places, run, strict=True):
            yield marker(x, y, look, hollow=known.is_provisional)


def _values(plot: _Plot, series: Series, figures: Figures) -> Iterator[str]:
    for known in series.known():
        aim = figures.targets[known.rank] if figures.targets else figures.target
        y = plot.scale(known.value) + _shift(plot, series, known, aim)
        yield text(plot.year(known.rank), y, _bare(known.value, figures), anchor="middle", bold=True)


def _shift(plot: _Plot, series: Series, known: Known, target: Number | None) -> int:
    """Above the point; below it in a dip, or just under the target line, unless the axis is there."""
    value = known.value
    around = [near.value for near in series.known() if abs(near.rank - known.rank) == 1]
    is_dip = len(around) == 2 and all(near > value for near in around)
    under_target = target is not None and 0 <= plot.scale(value) - plot.scale(target) < TOO_NEAR
    has_room = plot.scale(0) - plot.scale(value) > TOO_NEAR
    return BELOW if (is_dip or under_target) and has_room else ABOVE
