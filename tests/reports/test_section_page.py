"""The page where a section is written: with and without script, alone and with somebody else."""

from typing import Any

import pytest

from accounts.models import Seat
from reports.actions import write_section
from reports.enums import SectionKind
from reports.models import Report, Section

JSON = {"Accept": "application/json"}


@pytest.fixture
def part(draft: Report) -> Section:
    return draft.sections.get(kind=SectionKind.SUMMARY)


def url(part: Section, more: str = "") -> str:
    return f"/contrats/67-2020/rapports/2024/sections/{part.pk}/{more}"


def read(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x" * 500_000, "20000 caractères au plus"),
        ("Un <iframe src=x></iframe>", "Retirez le code HTML"),
    ],
)
def test_a_text_that_cannot_be_kept_is_told_at_its_place_and_stays(
    part, editor_67, sign_in, typed, said
) -> None:
    answer = sign_in(editor_67).post(url(part), {"body": typed, "version": part.version})

    part.refresh_from_db()
    assert said in read(answer)
    assert 'aria-invalid="true"' in read(answer)
    assert answer.context["form"]["body"].value() == typed
    assert part.body == ""


def test_a_figure_is_searched_then_added_without_script_and_without_saving(part, editor_67, sign_in) -> None:
    client = sign_in(editor_67)
    typed = {"body": "Mon texte.", "version": part.version, "words": "3.1 reference"}

    found = client.post(url(part), typed | {"search": "1"})
    added = client.post(url(part), typed | {"add": "[[référence 3.1]]"})

    part.refresh_from_db()
    assert found.context["found"][0].reference == "[[référence 3.1]]"
    assert found.context["form"]["body"].value() == "Mon texte."
    assert added.context["form"]["body"].value() == "Mon texte.\n\n[[référence 3.1]]"
    assert part.body == ""


def test_a_first_draft_is_proposed_and_is_not_in_the_report(draft, editor_67, sign_in) -> None:
    part = draft.sections.get(objective__number=1)

    page = sign_in(editor_67).get(url(part))

    assert "[[résultat 1.1]]" in page.context["draft"]
    assert "Une première rédaction" in read(page)
    assert part.body == ""


def test_a_text_saves_itself_and_tells_what_it_cites_in_vain(part, editor_67, sign_in) -> None:
    sent = {"body": "Voir [[résultat 99.9]].", "version": part.version}

    answer = sign_in(editor_67).post(url(part), sent, headers=JSON)

    part.refresh_from_db()
    assert answer.json()["state"] == "saved"
    assert answer.json()["version"] == part.version == 2
    assert len(answer.json()["problems"]) == 1
    assert part.body == "Voir [[résultat 99.9]]."


def test_the_second_to_save_is_shown_the_other_text_and_what_differs(part, editor_67, sign_in) -> None:
    write_section(part, body="Le taux monte.", by=editor_67, shown_version=1)

    answer = sign_in(editor_67).post(url(part), {"body": "Le taux baisse.", "version": 1}, headers=JSON)

    told = answer.json()
    part.refresh_from_db()
    assert (answer.status_code, told["state"], told["version"]) == (409, "conflict", 2)
    assert told["text"] == part.body == "Le taux monte."
    assert told["who"] == editor_67.user.name
    assert "monte" in told["difference"].split("<del>")[1].split("</del>")[0]
    assert "baisse" in told["difference"].split("<ins>")[1].split("</ins>")[0]


def test_a_page_learns_that_another_wrote(part, editor_67, sign_in) -> None:
    client = sign_in(editor_67)
    same = client.get(url(part), {"version": "1"}, headers=JSON).json()
    write_section(part, body="**Nouveau.**", by=editor_67)

    other = client.get(url(part), {"version": "1"}, headers=JSON).json()

    assert same == {"state": "same", "version": 1}
    assert (other["state"], other["version"]) == ("other", 2)
    assert other["html"] == "<p><strong>Nouveau.</strong></p>\n"


def test_a_session_that_ended_is_told_to_the_page_that_saves(part, client) -> None:
    assert client.post(url(part), {"body": "x"}, headers=JSON).status_code == 401


def test_what_a_person_wrote_in_one_go_is_one_change_told_word_by_word(
    part: Section, editor_67: Seat, editor_68: Seat, sign_in: Any
) -> None:
    for body in ("Un", "Un taux", "Un taux <b>stable</b>"):
        write_section(part, body=body, by=editor_67)
    part.history.update(history_user=editor_67.user)
    last = part.history.first()
    last.pk, last.history_user, last.body = None, editor_68.user, "Un taux en baisse"
    last.save()

    page = sign_in(editor_67).get(url(part, "historique/"))

    assert [one.who for one in page.context["writings"]] == [editor_68.user.name, editor_67.user.name]
    assert "<del>" in read(page)
    assert "[ajouté" in read(page)
    assert "<b>stable" not in read(page)
