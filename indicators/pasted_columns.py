"""The columns of the page on which a copied block falls, and the titles by which people call them."""

import re

from core.formats import in_sentence
from core.tabular.reading import plain_title
from indicators.cells import BASELINE, RESULT, TARGET
from indicators.sheet import Sheet

NAME = "name"
NAMES = {
    NAME: "Indicateur",
    BASELINE: "Référence",
    "change": "Évolution",
    "state": "État",
    "course": "Tendance",
}
# The titles, plainly written, under which people keep what these columns hold.
WORDS = {
    BASELINE: {"reference", "valeur de reference"},
    TARGET: {"cible", "objectif"},
    RESULT: {"resultat", "realise", "valeur"},
    "change": {"evolution"},
    "state": {"etat"},
    "course": {"tendance"},
}
YEAR_LAST = re.compile(r"(?:^| )(?P<year>(?:19|20)[0-9]{2})$")
# Past so many characters, a text is none of the titles known here.
LONGEST = 200
# « Année 2024 » says no more than « 2024 ».
OF_YEARS = {"annee", "exercice", "en"}


def columns_of(sheet: Sheet) -> list[str]:
    """The columns of the page, in its order; a year read beside is named by itself."""
    before, after = map(str, sheet.before), map(str, sheet.after)
    return [NAME, BASELINE, TARGET, *before, RESULT, *after, "change", "state", "course"]


def told_column(sheet: Sheet, column: str) -> str:
    """The column within a sentence: « cible 2024 », « référence »."""
    year = sheet.year
    named = {TARGET: f"cible {year}", RESULT: f"résultat {year}"}.get(column, NAMES.get(column, column))
    return in_sentence(named)


def read_title(title: str) -> tuple[str, int | None]:
    """What a title says, plainly written, and the year that it ends with."""
    plain = plain_title(title[:LONGEST])
    ending = YEAR_LAST.search(plain)
    if not ending:
        return plain, None
    said = plain[: ending.start()]
    return ("" if said in OF_YEARS else said), int(ending["year"])


def measure_of(said: str) -> str:
    """What a title measures, whatever its year (« objectif » : the target); an empty text where unknown."""
    return next((column for column, known in WORDS.items() if said in known), "")


def column_said(sheet: Sheet, said: str, year: int | None) -> str:
    """The column of the page of a title already read (« resultat », 2024), or an empty text."""
    column = measure_of(said)
    if not column and (said or not year):
        return ""
    reference = sheet.contract.framework.baseline_year
    if column == BASELINE:
        return BASELINE if year in {None, reference} else ""
    if year in {None, sheet.year} or column not in {TARGET, RESULT, ""}:
        return column or RESULT
    if column == TARGET or str(year) in columns_of(sheet):
        return "" if column == TARGET else str(year)
    return BASELINE if year == reference else ""
