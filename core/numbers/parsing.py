"""From a text, or a typed cell, to a verdict: read, asked or refused, and why in French."""

from decimal import Decimal

from core.formats import NBSP
from core.numbers.absences import LABELS, absence_of
from core.numbers.drafts import ANY, Bounds, Draft, plain
from core.numbers.grammar import MAX_DIGITS, MAX_LENGTH, SPACES, Reading, written
from core.numbers.refusals import explain, visible
from core.numbers.verdicts import TO_CONFIRM, ParsedNumber, Verdict

BLANKS = SPACES + "\t\r\n\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u205f\u3000"
SHOWN_LENGTH = 40
TWO_MEANINGS = "le point ou la virgule peut séparer les milliers ou les décimales"


def parse_number(
    text: str | None,
    *,
    unit: str = "",
    decimals: int | None = None,
    usual: Decimal | None = None,
    bounds: Bounds = ANY,
    english: bool = False,
) -> ParsedNumber:
    """The verdict on a text typed or pasted by a person. Never raises, never guesses.

    `unit` is the indicator's: « % » and « € » allow that sign after the number. `decimals` is its scale: more
    of them asks to round (None: as many as typed). `usual` is a recent value, to notice 0,125 where 12,5 % is
    meant. Between several meanings, those out of `bounds` are not offered. `english` is for a file that
    declares the comma as the sign of thousands.
    """
    typed = (text or "").strip(BLANKS)
    if not typed:
        return ParsedNumber("", Verdict.BLANK, reading="Non renseigné.")
    if absence := absence_of(typed):
        return _absent(typed, absence)
    found = written(typed, english=english)
    if found is None:
        return _refused(typed, *explain(typed))
    draft = Draft(typed, unit, found.readings)
    if len(found.readings) > 1:
        draft = draft.doubted(TWO_MEANINGS)
    if found.mark == "€" and not draft.is_money:
        return _refused(typed, "porte le signe € alors que la valeur n’est pas en euros", "Retirez le signe.")
    if found.mark == "%" and not draft.is_percentage:
        draft = draft.without_percent_sign()
    draft = draft if found.mark else draft.compared_with(usual)
    return draft.at_scale(decimals).within(bounds).conclusion()


def read_value(
    value: Decimal, *, unit: str = "", decimals: int | None = None, usual: Decimal | None = None
) -> ParsedNumber:
    """The verdict on what came as a number, from a spreadsheet cell or JSON; a float as Decimal(repr(x)).

    Its writing is not ambiguous; float noise, scale and 0.125 for 12.5 % are treated as by `parse_number`.
    """
    if not value.is_finite():
        return _refused(str(value), "n’est pas un nombre fini", "Écrivez un nombre.")
    if value and abs(value.adjusted()) >= MAX_DIGITS:
        return _refused(str(value), f"a plus de {MAX_DIGITS} chiffres", "Vérifiez la saisie.")
    draft = Draft(plain(value), unit, (Reading(value or Decimal(0)),))
    return draft.compared_with(usual).at_scale(decimals).conclusion()


def ask_fraction(value: Decimal, *, unit: str = "%", decimals: int | None = None) -> ParsedNumber:
    """Asks whether `value` is a percentage or a share of 1: for a spreadsheet cell that holds 0.125 and shows
    12,5 %."""
    draft = Draft(plain(value), unit, (Reading(value),)).with_percentage(
        "la case est mise en forme de pourcentage"
    )
    return draft.at_scale(decimals).conclusion()


def _absent(typed: str, absence: str) -> ParsedNumber:
    reading = f"{_quoted(typed)} annonce une absence de valeur{NBSP}: {LABELS[absence]}{TO_CONFIRM}"
    return ParsedNumber(typed, Verdict.ABSENCE, reading=reading, absence=absence)


def _refused(typed: str, cause: str, mend: str) -> ParsedNumber:
    shown = visible(typed[:MAX_LENGTH])
    return ParsedNumber(shown, Verdict.REFUSE, error=f"{_quoted(shown)} {cause}. {mend}")


def _quoted(typed: str) -> str:
    shown = typed if len(typed) <= SHOWN_LENGTH else f"{typed[:SHOWN_LENGTH]}…"
    return f"«{NBSP}{shown}{NBSP}»"
