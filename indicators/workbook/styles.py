"""The look of the workbook: few colours, which tell by themselves what is to be filled."""

from dataclasses import replace

from indicators.workbook.layout import GENERAL, Style

INK, SOFT = "#1E1E1E", "#5A5F6B"
NAVY, MIST, PALE, SAND, WHITE = "#1B365D", "#DCE4F0", "#F4F6FA", "#FFF8DC", "#FFFFFF"

TITLE = Style("title", size=15, is_bold=True, color=NAVY, wraps=False, has_border=False)
SUBTITLE = Style("subtitle", size=10, color=SOFT, wraps=False, has_border=False)
SECTION = Style("section", size=12, is_bold=True, color=NAVY, wraps=False, has_border=False)
NOTE = Style("note", has_border=False, indent=1)
NAME = Style("name", is_bold=True, has_border=False)
HEAD = Style("head", size=9, is_bold=True, color=WHITE, fill=NAVY, is_centred=True)
HEAD_INPUT = replace(HEAD, name="head-input", color=INK, fill="#F2D98B")
ENGAGEMENT = Style(
    "engagement", size=11, is_bold=True, color=NAVY, fill=MIST, wraps=False, has_border=False, is_centred=True
)
OBJECTIVE = Style("objective", size=9, fill=PALE, wraps=False, has_border=False, is_centred=True)
CODE = Style("code", is_bold=True)
LABEL = Style("label")
FACT = Style("fact", size=9)
CLOSED = Style("closed", size=9, is_italic=True, color=SOFT, fill=PALE)
CLOSED_NUMBER = replace(CLOSED, name="closed-number", align="right", number=GENERAL)
INPUT = Style("input", fill=SAND, is_input=True)
# General, so that a spreadsheet which turns « 12,5 % » into 0,125 shows that it did.
INPUT_NUMBER = replace(INPUT, name="input-number", is_bold=True, align="right", number=GENERAL)
INPUT_PART = replace(INPUT_NUMBER, name="input-part", is_bold=False)
STEP = Style("step", is_bold=True, color=NAVY, align="right", has_border=False)
SAMPLE_INPUT = replace(INPUT, name="sample-input", align="right", is_bold=True, is_input=False)
SAMPLE_CLOSED = replace(CLOSED, name="sample-closed", align="right")
SAMPLE_FACT = replace(FACT, name="sample-fact", align="right")
HIDDEN = Style("hidden", wraps=False, has_border=False)


def figure(decimals: int) -> Style:
    """A number given to read, with its thousands grouped."""
    return Style(f"figure-{decimals}", size=9, align="right", number=str(decimals))
