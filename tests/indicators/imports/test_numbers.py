"""The cells of numbers of a table, each on its own: read, asked, refused, and what is told of it."""

from decimal import Decimal

import pytest

from core.imports.questions import Doubt
from core.tabular.reading import Cell, CellKind
from indicators.imports.table.keys import key_text, quoted, year_of
from indicators.imports.table.numbers import BLANK, Number, number_of, ratio_part


def cell(raw: object, kind: CellKind = CellKind.NUMBER, **told: object) -> Cell:
    """A cell that holds this."""
    return Cell(2, 3, kind, raw, **told)


def rate(held: Cell, **given: object) -> Number:
    """The cell read as a percentage with one decimal."""
    return number_of(held, **({"unit": "%", "decimals": 1, "absences": True} | given))


def test_what_is_blank_says_nothing():
    assert rate(cell(None, CellKind.BLANK)) is BLANK
    assert rate(cell("\u2007", CellKind.TEXT)) is BLANK


def test_a_plain_number_is_read_without_a_remark_and_an_odd_one_with_it():
    assert rate(cell(12.5)) == Number(Decimal("12.5"))
    odd = rate(cell("1 234,5", CellKind.TEXT), unit="visites")
    assert (odd.value, bool(odd.reading)) == (Decimal("1234.5"), True)


def test_the_result_of_a_formula_is_read_and_said():
    assert rate(cell(12.5, is_formula=True)).reading.startswith("Résultat d’une formule, ")


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (cell(("date", "2024-05-01"), CellKind.DATE), "est une date"),
        (cell(raw=True, kind=CellKind.BOOLEAN), "est une valeur logique"),
        (cell(("error", "#N/A"), CellKind.ERROR), "est une erreur de calcul"),
        (cell("douze", CellKind.TEXT), "contient des lettres"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(held, said):
    with pytest.raises(ValueError, match=said) as refused:
        rate(held)
    assert not isinstance(refused.value, Doubt)


def test_a_percentage_is_asked_about_and_its_answer_told():
    with pytest.raises(Doubt) as doubt:
        rate(cell(0.125, CellKind.PERCENT))
    chosen, _ = next(option for option in doubt.value.meanings if "12,5" in option[1])

    answered = rate(cell(0.125, CellKind.PERCENT), chosen=chosen)

    assert answered.value == Decimal("12.5")
    assert answered.reading.endswith("selon votre choix")


def test_an_absence_is_confirmed_where_there_may_be_one_and_refused_elsewhere():
    held = cell("n.d.", CellKind.TEXT)
    with pytest.raises(Doubt) as doubt:
        rate(held)
    ((offered, _),) = doubt.value.meanings

    assert rate(held, chosen=offered).absence == "not_yet_known"
    with pytest.raises(ValueError, match=r"n\.d") as refused:
        ratio_part(held)
    assert not isinstance(refused.value, Doubt)


def test_the_parts_of_a_ratio_are_asked_about_and_answered_too():
    held = cell("1.234", CellKind.TEXT)
    with pytest.raises(Doubt) as doubt:
        ratio_part(held)

    assert ratio_part(held, doubt.value.meanings[0][0]).value in {Decimal(1234), Decimal("1.234")}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (cell(None, CellKind.BLANK), "n’est pas renseignée"),
        (cell(("date", "2024-01-01"), CellKind.DATE), "quatre chiffres"),
        (cell("2024/25", CellKind.TEXT), "plusieurs années"),
        (cell("24", CellKind.TEXT), "sur quatre chiffres"),
        (cell(20245), "n’est pas une année"),
    ],
)
def test_what_is_no_year_is_refused_with_its_reason(held, said):
    with pytest.raises(ValueError, match=said):
        year_of(held)


def test_a_year_is_read_from_a_text_or_a_number():
    assert [year_of(one) for one in (cell(2024), cell(2024.0), cell("2024,0", CellKind.TEXT))] == [2024] * 3


def test_what_names_something_is_read_as_it_is_shown():
    assert [key_text(one) for one in (cell(1.1), cell(67.0), cell(" 67-2020 ", CellKind.TEXT))] == [
        *("1.1", "67", "67-2020")
    ]
    assert quoted("a\u200bb" + "x" * 80).startswith("«\u00a0a⟨U+200B⟩b")
    assert quoted("x" * 80).endswith("…\u00a0»")
