"""The sheet a chart is drawn on."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.utils.safestring import SafeString, mark_safe

from core.charts.svg import LABEL_SIZE, element, text
from core.tabular.texts import clean


@dataclass(frozen=True)
class Canvas:
    """How wide a chart is drawn, and in which font.

    A page may override the font with CSS on the class `chart`; the PDF names its embedded font here. The
    width is that of the drawing at its natural size, in CSS pixels: CSS may shrink it.
    """

    width: int = 480
    font_family: str = "sans-serif"

    def empty(self, said: str = "Aucune donnée") -> tuple[list[str], float]:
        """What is drawn where there is nothing to draw, and the height it takes."""
        return [text(0, 14, said, muted=True)], 34.0

    def drawn(self, height: float, sentence: str, parts: Iterable[str]) -> SafeString:
        """The whole picture, read aloud as `sentence`."""
        picture = element(
            "svg",
            element("title", escape(clean(sentence))),
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            class_="chart",
            role="img",
            viewBox=f"0 0 {self.width} {height:g}",
            width=self.width,
            height=height,
            font_family=self.font_family,
            font_size=LABEL_SIZE,
            fill="currentColor",
        )
        # Every text went through escape() and every attribute through quoteattr().
        return mark_safe(picture)  # noqa: S308
