"""All that an import holds back can be seen: page after page, and as a file with the reason of each line."""

from io import BytesIO

import openpyxl
import pytest

from core.tabular.reading import read_book
from indicators.imports import preview
from indicators.imports.actions import plan_of

pytestmark = pytest.mark.django_db
HEADER = ["Feuille", "Ligne", "Colonne", "Titre de la colonne", "Valeur", "Apporté", "Aujourd’hui"]
HEADER += ["Ce qu’il en sera", "Motif"]


@pytest.fixture
def client_67(sign_in, editor_67):
    return sign_in(editor_67)


@pytest.fixture
def five(monkeypatch, table):
    """Five values, the first of which asks, two a page."""
    monkeypatch.setattr(preview, "SHOWN_ROWS", 2)
    return table("67-2020;3.1;2024;1.234", *(f"67-2020;9.{place};2024;{place}" for place in range(4)))


def address(batch):
    return f"/indicateurs/imports/{batch.pk}/"


def subjects(answer):
    return [row.one.subject for row in answer.context["preview"].rows]


def test_each_page_of_the_values_is_reached_and_says_where_it_is(client_67, five):
    pages = [client_67.post(address(five), {"show": "held", "page": page}) for page in ("", "2", "3")]
    looked = client_67.get(f"{address(five)}?page=3")

    assert [subjects(page) for page in pages] == [
        ["67-2020, 3.1, 2024", "67-2020, 9.0, 2024"],
        ["67-2020, 9.1, 2024", "67-2020, 9.2, 2024"],
        ["67-2020, 9.3, 2024"],
    ]
    assert subjects(looked) == subjects(pages[2])
    told = [page.content.decode().partition('id="values">')[2].partition("<")[0] for page in pages]
    assert told == ["Valeurs 1 à 2, sur 5", "Valeurs 3 à 4, sur 5", "Valeur 5, sur 5"]
    assert 'name="page" value="1">Page précédente' in pages[1].content.decode()
    assert 'name="page" value="3">Page suivante' in pages[1].content.decode()
    assert "Page suivante" not in pages[2].content.decode()


def test_a_page_that_does_not_exist_is_the_nearest_one(client_67, five):
    assert subjects(client_67.get(f"{address(five)}?page=99")) == ["67-2020, 9.3, 2024"]
    assert len(subjects(client_67.get(f"{address(five)}?page=x"))) == 2


def test_what_was_answered_on_one_page_is_kept_on_the_next(client_67, five):
    second = client_67.post(address(five), {"answer-2|value": "1234", "show": "held", "page": "2"})
    kept = second.context["preview"].kept
    third = client_67.post(address(five), {"answers": kept, "show": "held", "page": "3"})

    assert kept == third.context["preview"].kept == '{"2": "value=1234"}'
    assert len(third.context["preview"].plan.entries) == 1


def test_one_page_has_no_other_and_counts_in_words(client_67, table):
    shown = client_67.get(address(table("67-2020;1.1;2024;12,5"))).content.decode()

    assert '<caption id="values">1\u00a0valeur</caption>' in shown
    assert 'name="page"' not in shown
    assert 'name="format"' not in shown


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_all_that_is_held_back_is_a_file_with_the_place_the_value_and_why(client_67, five, file_format):
    answer = client_67.post(address(five), {"format": file_format})

    rows = [
        [cell.quoted for cell in row.cells]
        for row in read_book(answer.content, f"a.{file_format}").sheets[0].rows
    ]
    held = plan_of(five).held
    assert "attachment" in answer.headers["Content-Disposition"]
    assert rows[0] == HEADER
    assert [row[1] for row in rows[1:]] == ["2", "3", "4", "5", "6"]
    assert rows[1][2:6] == ["D", "Valeur", "67-2020, 3.1, 2024", "1.234"]
    assert rows[2][2:9] == ["B", "Indicateur", "67-2020, 9.0, 2024", "0", "", "Refusée", held[1].message]


def test_the_file_follows_the_answers_given_so_far(client_67, five):
    answer = client_67.post(address(five), {"format": "xlsx", "answer-2|value": "1234"})

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    assert [row[4].value for row in sheet.iter_rows(min_row=2)] == [
        f"67-2020, 9.{place}, 2024" for place in range(4)
    ]


def test_what_a_file_of_ours_holds_cannot_become_a_formula(client_67, table):
    batch = table("67-2020;3.1;2024;=1+1")

    sheet = openpyxl.load_workbook(
        BytesIO(client_67.post(address(batch), {"format": "xlsx"}).content)
    ).worksheets[0]

    assert sheet["F2"].data_type == "s"


def test_the_file_is_for_who_sees_the_page_and_as_long_as_there_is_a_preview(
    client_67, five, sign_in, reader_67, editor_17
):
    assert sign_in(reader_67).get(f"{address(five)}?format=csv").status_code == 200
    assert sign_in(editor_17).get(f"{address(five)}?format=csv").status_code == 404
    assert client_67.get(f"{address(five)}?format=exe").status_code == 404

    five.refresh_from_db()
    client_67.post(f"{address(five)}abandonner/", {"version": five.version})

    assert client_67.get(f"{address(five)}?format=csv").status_code == 404
