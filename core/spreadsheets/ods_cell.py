"""What a cell of an ODS holds, from its attributes and the text that it shows."""

import datetime
import math
import re
from typing import Any

from core.spreadsheets.values import clock
from core.spreadsheets.xml import APART

OFFICE = f"urn:oasis:names:tc:opendocument:xmlns:office:1.0{APART}"
FORMULA = f"urn:oasis:names:tc:opendocument:xmlns:table:1.0{APART}formula"
# LibreOffice's own word for the cells whose formula fails.
EXTENDED = f"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0{APART}value-type"
TYPE = f"{OFFICE}value-type"
NUMBERS = {"float", "percentage", "currency"}
SHOWS_AN_ERROR = re.compile(r"#[A-Z/0-9?!]+[!?]?|Err:\d+")
# LibreOffice has no type for a truth value: a typed one is saved as a formula that gives 1 or 0.
TRUTHS = {"of:=TRUE()": True, "of:=FALSE()": False}
LAPSE = re.compile(r"(-?)PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d+)?S)?")
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:[.,]\d+)?)?")
MIDNIGHT = "00:00:00"


def value_of(cell: dict[str, str], text: str) -> Any:
    """None for nothing, a float, a bool, a text, or a pair for a date, a time, a lapse or what is wrong."""
    kind = cell.get(TYPE)
    if (truth := TRUTHS.get(cell.get(FORMULA, ""))) is not None:
        return truth
    if kind in NUMBERS:
        return _number(cell.get(f"{OFFICE}value", ""))
    if kind == "date":
        return _moment(cell.get(f"{OFFICE}date-value", ""))
    if kind == "time":
        return _time(cell.get(f"{OFFICE}time-value", ""))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    return cell.get(f"{OFFICE}string-value") or text or None


def mark_of(cell: dict[str, str], text: str) -> tuple[str, str, bool] | None:
    """(kind, text shown, whether a formula gave it) of a cell that its value does not tell whole."""
    is_formula = FORMULA in cell
    kind = cell.get(TYPE)
    if cell.get(EXTENDED) == "error" or (is_formula and kind != "string" and SHOWS_AN_ERROR.fullmatch(text)):
        return ("error", text or "#ERREUR", is_formula)
    if kind == "percentage":
        return ("percent", "", is_formula)
    if is_formula:
        return ("" if kind else "uncomputed", "", True)
    return None


def _number(written: str) -> float | tuple[str, str]:
    try:
        value = float(written)
    except ValueError:
        return ("error", written)
    return value if math.isfinite(value) else ("error", written)


def _moment(written: str) -> tuple[str, str]:
    found = INSTANT.fullmatch(written)
    if not found:
        return ("error", written)
    clean = f"{found[1]}T{found[2]}" if found[2] else found[1]
    try:
        datetime.datetime.fromisoformat(clean)
    except ValueError:
        return ("error", written)
    return ("datetime", clean) if found[2] and found[2] != MIDNIGHT else ("date", found[1])


def _time(written: str) -> tuple[str, str]:
    found = LAPSE.fullmatch(written)
    if not found:
        return ("error", written)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    lapse = datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if not found[1] and lapse < datetime.timedelta(days=1):
        return ("time", f"{clock(lapse):0>8}")
    return ("duration", clock(-lapse if found[1] else lapse))
