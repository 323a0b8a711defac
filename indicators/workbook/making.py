"""The workbook of a contract's year, made for a seat: its content, sealed, in either format."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from core.formats import NBSP, counted, date_long, instant, plural
from core.tabular import CONTENT_TYPES, filename
from indicators.sheet import Sheet
from indicators.workbook import styles
from indicators.workbook.aims_leaf import aims_leaf
from indicators.workbook.choices import Offers, offers_of
from indicators.workbook.columns import GUIDE, LISTS, RESULTS, SEAL
from indicators.workbook.digests import digests_of
from indicators.workbook.guide import guide_leaf
from indicators.workbook.layout import Item, Leaf, Line, Page, Workbook
from indicators.workbook.ods import to_ods
from indicators.workbook.results import codes_of, results_leaf
from indicators.workbook.seal import Seal
from indicators.workbook.xlsx import to_xlsx

WRITERS: dict[str, Callable[[Workbook], bytes]] = {"xlsx": to_xlsx, "ods": to_ods}
DO_NOT_TOUCH = "Cette feuille permet de reprendre votre classeur\u00a0: ne la modifiez pas."


@dataclass(frozen=True)
class Commission:
    """What makes a contributor's workbook: which indicators, for which service, due and taken back until
    when."""

    service: str
    indicators: Collection[int]
    token: str
    due_on: date | None
    expires_on: date


@dataclass(frozen=True)
class WorkbookFile:
    """A file to hand over."""

    name: str
    content: bytes
    content_type: str


def workbook_file(sheet: Sheet, file_format: str, commission: Commission | None = None) -> WorkbookFile:
    """The workbook of the sheet's contract, year and seat, in « xlsx » or « ods » (KeyError otherwise)."""
    write = WRITERS[file_format]
    subject = commission.service if commission else "classeur"
    return WorkbookFile(
        name=filename(f"{sheet.contract.reference} {sheet.year} {subject}", file_format),
        content=write(workbook_of(sheet, timezone.now(), commission)),
        content_type=CONTENT_TYPES[file_format],
    )


def workbook_of(sheet: Sheet, made_at: datetime, commission: Commission | None = None) -> Workbook:
    """The content of the workbook, before any format."""
    offers = offers_of(sheet)
    only = commission.indicators if commission else None
    title = f"Résultats {sheet.year} – contrat {sheet.contract}"
    seal = _seal(sheet, made_at, commission)
    results = results_leaf(sheet, offers, _page(sheet, seal), title=title, only=only)
    aims = [] if commission else [aims_leaf(sheet, _page(sheet, seal, "Cibles"))]
    seal = replace(seal, locked={leaf.name: digests_of(leaf) for leaf in (results, *aims)})
    guide = guide_leaf(
        title=f"Classeur de saisie des résultats {sheet.year}",
        facts=_facts(sheet, seal, commission),
        bring_back=_bring_back(sheet, commission),
        offers=offers,
        page=_page(sheet, seal, is_landscape=False),
        has_aims=bool(aims),
    )
    return Workbook(
        title=title,
        author=seal.made_by,
        leaves=[guide, results, *aims, _lists_leaf(offers), _seal_leaf(seal)],
        choices=offers.choices,
        opens_on=GUIDE if commission else RESULTS,
    )


def _seal(sheet: Sheet, made_at: datetime, commission: Commission | None) -> Seal:
    rows = {
        code: row
        for code, row in codes_of(sheet).items()
        if row.result and (commission is None or row.year.indicator.pk in commission.indicators)
    }
    aims = {} if commission else {code: sheet.target_cells(row) for code, row in rows.items()}
    return Seal(
        contract=sheet.contract.reference,
        year=sheet.year,
        made_at=made_at,
        made_by=str(sheet.seat),
        cells={code: (row.year.indicator.pk, row.result.mark) for code, row in rows.items() if row.result},
        kit=commission.token if commission else "",
        expires_on=commission.expires_on if commission else None,
        aims={code: {cell.year: cell.mark for cell in cells} for code, cells in aims.items()},
    )


def _facts(sheet: Sheet, seal: Seal, commission: Commission | None) -> list[tuple[str, str]]:
    filled = sum(":" in mark for _, mark in seal.cells.values())
    facts = [
        ("Contrat", str(sheet.contract)),
        ("Exercice", str(sheet.year)),
        (
            "Contenu",
            f"{counted(len(seal.cells), 'indicateur')}, dont {filled} déjà {plural(filled, 'renseigné')}",
        ),
        ("Fait", f"{instant(seal.made_at)}, par {seal.made_by}"),
    ]
    if commission:
        facts.insert(0, ("Pour", commission.service))
        due = [("Attendu le", date_long(commission.due_on))] if commission.due_on else []
        facts += [*due, ("Repris jusqu’au", date_long(commission.expires_on))]
    if sheet.contract.is_fictitious:
        facts.append(("Attention", "Données fictives, inventées pour la démonstration."))
    return facts


def _bring_back(sheet: Sheet, commission: Commission | None) -> str:
    if commission:
        return "Enregistrez le fichier et renvoyez-le à la personne qui vous l’a remis."
    return (
        f"Enregistrez le fichier, puis apportez-le sur la page «{NBSP}Classeur{NBSP}» des indicateurs "
        f"{sheet.year} du "
        f"contrat {sheet.contract.reference}."
    )


def _page(sheet: Sheet, seal: Seal, about: str = "", *, is_landscape: bool = True) -> Page:
    fictitious = " – données fictives" if sheet.contract.is_fictitious else ""
    return Page(
        header_left=f"Contrat {sheet.contract}{fictitious}",
        header_right=about or f"Résultats {sheet.year}",
        footer_left=f"Fait {instant(seal.made_at)}",
        is_landscape=is_landscape,
    )


def _lists_leaf(offers: Offers) -> Leaf:
    columns = [[choices.name, *choices.values] for choices in offers.choices]
    height = max(map(len, columns))
    rows = [[column[place] if place < len(column) else "" for column in columns] for place in range(height)]
    lines = [Line([Item(text, styles.HIDDEN) for text in row]) for row in rows]
    return Leaf(LISTS, [30] * len(columns), lines, is_hidden=True)


def _seal_leaf(seal: Seal) -> Leaf:
    lines = [Line([Item(text, styles.HIDDEN)]) for text in (DO_NOT_TOUCH, *seal.lines())]
    return Leaf(SEAL, [80], lines, is_hidden=True)
