"""Dates that people may mean: a year mistyped (0202, 20225) is no date of ours, wherever it is written."""

from datetime import date

from django.core.exceptions import ValidationError

from core.formats import NBSP

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


def mistyped(day: date) -> str:
    """Why nobody can mean this day, in French; nothing when somebody can."""
    if FIRST <= day <= LAST:
        return ""
    return f"Vérifiez l’année{NBSP}: une date tombe entre {FIRST.year} et {LAST.year}."


def plausible(day: date) -> None:
    """The same, as a form's fields ask it: raises ValidationError."""
    if fault := mistyped(day):
        raise ValidationError(fault, code="mistyped")
