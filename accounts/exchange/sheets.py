"""The one table of a file of the administration, as texts: with nobody to ask, doubts are refused."""

from tablib import Dataset

from core.formats import NBSP, joined
from core.tabular import NOTE_SHEET
from core.tabular.reading import KIND_LABELS, Book, Cell, CellKind, Sheet, UnreadableFile, column_letters
from core.tabular.texts import opens_a_formula

READ = {CellKind.BLANK, CellKind.TEXT, CellKind.NUMBER, CellKind.DATE, CellKind.BOOLEAN}
SHOWN = 10


def dataset_of(book: Book) -> Dataset:
    """The rows under the first row that is filled, which bears the titles. Raises UnreadableFile."""
    sheet = _only_sheet(book)
    _check_in_sight(sheet)
    rows = _table(sheet)
    if len(rows) < 2:
        raise UnreadableFile(
            f"Ce fichier n’a pas de ligne sous ses titres{NBSP}: ajoutez les données sous les titres."
        )
    _check_cells([cell for row in rows for cell in row])
    headers = [cell.text.strip() for cell in rows[0]]
    return Dataset(*[[_text(cell) for cell in row] for row in rows[1:]], headers=headers)


def _table(sheet: Sheet) -> list[list[Cell]]:
    """The rows from that of the titles on, less blank columns; what stands above has one cell a row."""
    rows = [row.cells for row in sheet.rows]
    widths = [sum(not cell.is_blank for cell in cells) for cells in rows]
    first = next((place for place, width in enumerate(widths) if width > 1), 0)
    rows = rows[first:]
    filled = sorted({cell.column for cells in rows for cell in cells if not cell.is_blank})
    return [[cells[column] for column in filled] for cells in rows]


def _only_sheet(book: Book) -> Sheet:
    filled = [sheet for sheet in book.sheets if not sheet.is_empty and sheet.name != NOTE_SHEET]
    if len(filled) != 1:
        names = joined([f"«{NBSP}{sheet.name}{NBSP}»" for sheet in filled[:SHOWN]])
        told = f"a plusieurs feuilles ({names}, cachées comprises)" if filled else "est vide"
        raise UnreadableFile(f"Ce classeur {told}{NBSP}: gardez-en une seule, celle qui porte les données.")
    return filled[0]


def _check_in_sight(sheet: Sheet) -> None:
    hidden = [f"ligne {row}" for row in sheet.hidden_rows]
    hidden += [f"colonne {column_letters(column)}" for column in sheet.hidden_columns]
    if hidden:
        raise UnreadableFile(
            f"Des données sont masquées ({joined(hidden[:SHOWN])}){NBSP}: affichez-les ou supprimez-les."
        )
    if sheet.merged:
        raise UnreadableFile(
            f"Des cases sont fusionnées ({joined(sheet.merged[:SHOWN])}){NBSP}: défusionnez-les."
        )


def _check_cells(cells: list[Cell]) -> None:
    wrong = [f"{cell.address} ({KIND_LABELS[cell.kind]})" for cell in cells if cell.kind not in READ]
    if wrong:
        more = f", et {len(wrong) - SHOWN} autres" if len(wrong) > SHOWN else ""
        raise UnreadableFile(
            f"Des cases ne portent ni texte, ni nombre, ni date{NBSP}: {joined(wrong[:SHOWN])}{more}."
            " Écrivez-y la valeur elle-même."
        )


def _text(cell: Cell) -> str:
    if cell.kind == CellKind.NUMBER:
        return f"{cell.number:f}".replace(".", ",")
    if cell.kind == CellKind.BLANK:
        return ""
    # What the export of a CSV protected comes back as it was.
    text = cell.text
    return text[1:] if text.startswith("'") and opens_a_formula(text[1:]) else text
