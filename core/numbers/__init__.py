"""Reading the numbers people type or paste: French habits are read, doubts are asked, the rest is refused."""

from core.numbers.drafts import ANY, Bounds
from core.numbers.parsing import ask_fraction, parse_number, read_value
from core.numbers.verdicts import Candidate, ParsedNumber, Verdict
from core.numbers.whole import whole
from core.numbers.writing import unambiguous

__all__ = [
    "ANY",
    "Bounds",
    "Candidate",
    "ParsedNumber",
    "Verdict",
    "ask_fraction",
    "parse_number",
    "read_value",
    "unambiguous",
    "whole",
]
