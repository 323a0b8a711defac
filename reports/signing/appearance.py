"""What is drawn in the place of a signature: whose seal, when, and that it is worth nothing when it is."""

from functools import cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import timezone
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils.font.api import FontEngineFactory
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.stamp import TextStampStyle

from core.formats import instant
from reports.signing.certificates import Holder

FONT = settings.BASE_DIR / "static" / "fonts" / "SourceSans3-Regular.ttf"
# Ligatures and kerning, which six words do without: cutting them down took most of the time of a signature.
LAYOUT = ("GSUB", "GPOS", "GDEF")
LINE = 52


class PlainFont(FontEngineFactory):
    """Our font, letter by letter."""

    def create_font_engine(self, writer: Any, obj_stream: Any = None) -> GlyphAccumulator:
        """A new one for each file, which embeds but the letters that are drawn."""
        return GlyphAccumulator(writer, BytesIO(_letters()), font_size=8, obj_stream=obj_stream)


@cache
def _letters() -> bytes:
    written = BytesIO()
    with TTFont(FONT) as font:
        for table in LAYOUT:
            del font[table]
        font.save(written)
    return written.getvalue()


def appearance(holder: Holder) -> TextStampStyle:
    """The drawing of a signature given now by this holder."""
    lines = ["Signé électroniquement par", holder.name, instant(timezone.now())]
    if holder.is_demonstration:
        lines += ["DÉMONSTRATION – SANS VALEUR LÉGALE"]
    text = "\n".join(line for whole in lines for line in _folded(whole)).replace("%", "%%")
    box = TextBoxStyle(
        font=PlainFont(),
        font_size=8,
        leading=10,
        box_layout_rule=SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MID),
    )
    return TextStampStyle(stamp_text=text, text_box_style=box, border_width=0, background=None)


def _folded(text: str) -> list[str]:
    """A long name on several lines."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
