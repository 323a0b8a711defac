"""What a file asks, answered on the command line by what its report proposes."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from indicators.models import Measurement

pytestmark = pytest.mark.django_db
TITLES = ("Contrat", "Indicateur", "Année", "Valeur", "Commentaire")
ROWS = (("67-2020", "1.1", 2024, 12.5, "Un motif"), ("67-2020", "3.1", 2024, "1.234", "Un autre"))
CHOICE = re.compile(r"– (.+)\u00a0: --answer (\S+)")
Load = Callable[..., tuple[int, str]]


@pytest.fixture
def load(tmp_path: Path, contract_67: Any, editor_67: Any) -> Load:
    """`load(*options, hide=…)`: the exit code and what was printed; `hide(sheet)` hides some of the file."""

    def _load(*options: str, hide: Callable[[Any], None] = lambda sheet: None) -> tuple[int, str]:
        book, out, file = openpyxl.Workbook(), StringIO(), tmp_path / "valeurs.xlsx"
        for row in (TITLES, *ROWS):
            book.active.append(row)
        hide(book.active)
        content = BytesIO()
        book.save(content)
        file.write_bytes(content.getvalue())
        try:
            call_command("import_values", str(file), "--seat", editor_67.user.email, *options, stdout=out)
        except CommandError as refused:
            return refused.returncode, f"{out.getvalue()}{refused}"
        return 0, out.getvalue()

    return _load


def choices(told: str) -> dict[str, str]:
    """What may be answered, by its label."""
    return dict(CHOICE.findall(told))


def written() -> dict[str, tuple[Decimal | None, str]]:
    return {row.indicator.code: (row.value, row.comment) for row in Measurement.objects.all()}


def test_a_number_of_two_meanings_is_settled_by_the_choice_that_was_printed(load: Load) -> None:
    code, told = load()
    assert (code, written()) == (1, {})
    (answer,) = (given for label, given in choices(told).items() if "point sépare les milliers" in label)

    code, _ = load("--answer", answer)

    assert (code, written()["3.1"][0]) == (0, Decimal(1234))


@pytest.mark.parametrize(("label", "comment"), [("Lire", "Un motif"), ("Laisser de côté", "")])
def test_a_hidden_column_is_read_or_left_as_the_command_says(load: Load, label: str, comment: str) -> None:
    def hide(sheet: Any) -> None:
        sheet.column_dimensions["E"].hidden = True

    _, told = load(hide=hide)
    number = load("--answer", choices(told)[label], hide=hide)[1]
    answers = ("--answer", choices(told)[label], "--answer", next(iter(choices(number).values())))

    assert load(*answers, "--dry-run", hide=hide)[0] == 0
    assert written() == {}
    assert load(*answers, hide=hide)[0] == 0
    assert written()["1.1"] == (Decimal("12.5"), comment)


def test_hidden_rows_are_left_as_the_command_says(load: Load) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    assert load("--answer", "file:rows=leave", hide=hide)[0] == 0
    assert list(written()) == ["1.1"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("rows", "n’est pas une réponse"),
        ("file:rows=take", "Sans objet dans ce fichier\u00a0: file:rows=take."),
        ("3:value=99", "Sans objet dans ce fichier\u00a0: 3:value=99."),
        ("9:value=1", "Sans objet dans ce fichier\u00a0: 9:value=1."),
    ],
)
def test_an_answer_to_nothing_is_said_and_nothing_is_written(load: Load, answer: str, told: str) -> None:
    code, said = load("--accept-valid", "--answer", answer)

    assert (code, written()) == (1, {})
    assert told in said
