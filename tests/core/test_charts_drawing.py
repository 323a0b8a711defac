"""What holds for every drawing: it fits its sheet, contrasts with the page, and the PDF engine takes it."""

import logging
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from core.charts import (
    Bar,
    Canvas,
    Mark,
    Point,
    Series,
    Stack,
    bullet,
    horizontal_bars,
    series_line,
    sparkline,
    stacked_bar,
)
from core.charts.lettering import width_of, wrapped
from core.charts.palette import INK, TONES
from core.charts.scale import ticks

SVG = "{http://www.w3.org/2000/svg}"
DARK_PAGE = "#161616"
numbers = st.none() | st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)
amounts = st.none() | st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False)
labels = st.text(alphabet="aébW m'", max_size=60)


def outside(chart):
    """The texts and shapes that leave the sheet, by more than a unit."""
    root = ElementTree.fromstring(chart.svg)  # noqa: S314 (our own output)
    _, _, width, height = (float(part) for part in root.get("viewBox").split())
    return [element.attrib for element in root.iter() if not _is_within(element, width + 1, height + 1)]


def _is_within(element, width, height):
    across = [float(element.get(name)) for name in ("x", "x1", "x2", "cx") if element.get(name)]
    down = [float(element.get(name)) for name in ("y", "y1", "y2", "cy") if element.get(name)]
    before, after = _reach(element)
    return all(place - before >= -1 and place + after <= width for place in across) and all(
        0 <= place <= height for place in down
    )


def _reach(element):
    """How far the element goes to the left and to the right of its place."""
    if element.tag == f"{SVG}rect":
        return 0, float(element.get("width"))
    if element.tag != f"{SVG}text":
        return 0, 0
    bold = element.get("font-weight") == "bold"
    size = width_of(element.text or "", int(element.get("font-size", 14)), bold=bold)
    return {"middle": (size / 2, size / 2), "end": (size, 0)}.get(element.get("text-anchor"), (0, size))


@given(st.lists(st.tuples(labels, numbers), max_size=6))
@settings(max_examples=50)
def test_bars_fit_their_sheet(bars):
    chart = horizontal_bars([Bar(label, value, rank) for rank, (label, value) in enumerate(bars)], title="T")

    assert outside(chart) == []


@given(
    st.lists(st.tuples(labels, st.tuples(amounts, amounts, amounts)), max_size=4),
    st.tuples(labels, labels, labels),
)
@settings(max_examples=50)
def test_stacked_bars_fit_their_sheet(stacks, series):
    chart = stacked_bar([Stack(label, values) for label, values in stacks], series, title="T")

    assert outside(chart) == []


@given(st.lists(numbers, max_size=8), st.integers(1, 3), numbers, labels)
@settings(max_examples=50)
def test_lines_fit_their_sheet(values, count, target, label):
    points = [Point(str(2019 + rank), value) for rank, value in enumerate(values)]

    drawn = [
        series_line(
            [Series(label, points)] * count, title="T", unit=label, target=target, target_label=label
        ),
        sparkline(points, title="T", target=target),
    ]

    assert [outside(chart) for chart in drawn] == [[], []]


@given(numbers, numbers, numbers, labels)
@settings(max_examples=50)
def test_bullets_fit_their_sheet(baseline, result, target, label):
    chart = bullet(
        title="T",
        baseline=Mark("Référence", baseline),
        result=Mark("Résultat", result),
        target=Mark(label, target),
    )

    assert outside(chart) == []


@given(
    st.decimals(min_value=-(10**9), max_value=0, places=2),
    st.decimals(min_value="0.01", max_value=10**9, places=2),
)
def test_the_steps_of_an_axis_are_few_and_cover_the_values(low, high):
    steps = ticks(low, high)

    assert steps[0] <= low
    assert steps[-1] >= high
    assert 2 <= len(steps) <= 8
    assert Decimal(0) in steps


def test_a_label_is_wrapped_then_cut():
    assert wrapped("un deux trois", 60) == ["un deux", "trois"]
    assert wrapped("un deux trois", 75, most=1) == ["un deux…"]
    assert wrapped("anticonstitutionnellement", 60)[0].endswith("…")
    assert wrapped("", 60) == [""]


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_every_colour_contrasts_with_the_light_page_the_dark_page_and_the_text_upon_it():
    for tone in TONES:
        assert contrast(tone.colour, DARK_PAGE) >= 3
        assert contrast(tone.colour, INK) >= 4.5


def test_two_series_differ_without_colour():
    assert len({tone.texture for tone in TONES}) == len(TONES)
    assert len({tone.dashes for tone in TONES}) == len(TONES)


def test_the_pdf_engine_draws_the_charts_without_a_word(caplog):
    canvas = Canvas(font_family="DejaVu Sans")
    points = [Point("2023", Decimal(4)), Point("2024", Decimal(7), is_provisional=True)]
    marks = [Mark("Référence", 1), Mark("Résultat", 2), Mark("Cible", 3)]
    charts = [
        horizontal_bars(
            [Bar("FIR", Decimal(742500), rank) for rank in range(6)], title="Crédits", canvas=canvas
        ),
        stacked_bar([Stack("67", (1, 2, 3, 4, 5, 6))], list("abcdef"), title="Parts", canvas=canvas),
        series_line([Series("a", points)], title="Suite", target=9, canvas=canvas),
        bullet(title="Cible", baseline=marks[0], result=marks[1], target=marks[2], canvas=canvas),
    ]

    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        page = "".join(chart.svg for chart in charts)
        pdf = HTML(string=f"<html lang=fr><title>T</title>{page}").write_pdf(
            pdf_tags=True, uncompressed_pdf=True
        )

    assert caplog.messages == []
    assert pdf.count(b"/Alt") == len(charts)
