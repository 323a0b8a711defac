"""Accessible charts as SVG, the same for the page and the PDF.

Each function returns a `Chart`: the picture, whose title is the French sentence that reads it, and the
table of the same figures to set beside it. Only presentation attributes are used: no style, no script, no
identifier, so that the strictest content policy and the PDF engine both take them. Text has the colour of
the page around.
"""

from core.charts.bars import Bar, horizontal_bars
from core.charts.bullet import Mark, bullet
from core.charts.canvas import Canvas
from core.charts.chart import Chart, ChartTable
from core.charts.lines import series_line
from core.charts.series import Point, Series
from core.charts.spans import Flag, Span, spans
from core.charts.sparkline import sparkline
from core.charts.stacked import Stack, stacked_bar
from core.charts.strip import Dot, Quartiles, strip

__all__ = [
    "Bar",
    "Canvas",
    "Chart",
    "ChartTable",
    "Dot",
    "Flag",
    "Mark",
    "Point",
    "Quartiles",
    "Series",
    "Span",
    "Stack",
    "bullet",
    "horizontal_bars",
    "series_line",
    "spans",
    "sparkline",
    "stacked_bar",
    "strip",
]
