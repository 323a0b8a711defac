"""Funding lines as files and pasted blocks: shown cell by cell, each payer its own, taken back."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.imports.plan import Standing
from core.models import JournalEntry
from core.tabular import export
from core.tabular.reading import read_book
from funding.actions import LineEdit, save_lines
from funding.exchange.reading import read_lines
from funding.exports import export_of
from funding.models import FundingLine
from funding.queries import lines_of
from indicators.imports.actions import apply_batch, bring, plan_of, undo_batch
from tests.factories import ActionFactory, FundingLineFactory, ReportFactory

HEADER = "Contrat;Exercice;Source;Action;Notifié;Payé;Dépensé;Commentaire"
PASTE = reverse("funding:paste", args=["67-2020", 2024])
BRING = reverse("indicators:bring_kind", args=["funding"])


@pytest.fixture
def p304(contract_67: Any) -> Any:
    return FundingLineFactory(contract=contract_67, source="p304", notified_amount=Decimal("1000.10"))


@pytest.fixture
def fir(contract_67: Any) -> Any:
    action = ActionFactory(contract=contract_67, number=3)
    return FundingLineFactory(contract=contract_67, source="fir", action=action, notified_amount=Decimal(500))


def plan(seat: Any, *rows: str, header: str = HEADER, answers: Any = None) -> Any:
    return read_lines(read_book("\n".join([header, *rows]).encode(), "lignes.csv"), seat, answers or {})


def told(found: Any) -> list[tuple[Any, str, str]]:
    return [(one.standing, one.subject, one.after or one.message) for one in found.proposals]


def test_each_cell_that_moves_is_a_proposal_and_a_blank_one_erases_nothing(p304, fir, prefecture_editor_67):
    found = plan(
        prefecture_editor_67,
        "67-2020;2024;Programme 304;;2 000,50;;;",
        "67-2020;2024;FIR;3;500;;;",
    )

    assert told(found) == [
        (
            Standing.CHANGED,
            "67-2020, 2024, Programme 304, Département, notifié",
            "2\u00a0000,50\u00a0€",
        ),
        (Standing.UNCHANGED, "67-2020, 2024, FIR, Département, action 3", ""),
    ]


def test_a_payer_never_writes_the_column_of_another_by_a_file(p304, fir, ars_editor, editor_67):
    payer = plan(ars_editor, "67-2020;2024;p304;;7;8;9;x", "67-2020;2024;FIR;3;501;;9;x")
    departement = plan(editor_67, "67-2020;2024;p304;;7;8;9;x")
    new = plan(ars_editor, "67-2020;2024;Budget du département;;7;;;")
    other = plan(ars_editor, "67-2020;2024;FIR;;7;;9;")

    refused = {Standing.REFUSED}
    assert {one.standing for one in payer.proposals[:4]} == refused
    assert [(one.standing, one.typed) for one in payer.proposals[4:]] == [
        (Standing.CHANGED, "501"), (Standing.REFUSED, "9"), (Standing.REFUSED, "x"),
    ]  # fmt: skip
    assert [one.standing for one in departement.proposals] == [
        Standing.REFUSED, Standing.REFUSED, Standing.NEW, Standing.NEW,
    ]  # fmt: skip
    assert [one.standing for one in new.proposals] == [Standing.REFUSED]
    # The line is added with what is its payer's, and the rest refused at its place.
    assert [(one.standing, one.typed) for one in other.proposals] == [
        (Standing.NEW, ""), (Standing.REFUSED, "9"),
    ]  # fmt: skip
    assert "spent_amount" not in other.proposals[0].entry.values


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("17-2020;2024;FIR;;1;;;", "n’existe pas, ou vous n’y saisissez"),
        ("67-2020;2031;FIR;;1;;;", "ne couvre pas l’exercice 2031"),
        ("67-2020;deux;FIR;;1;;;", "ne couvre pas l’exercice"),
        ("67-2020;2024;;;1;;;", "Dites la source"),
        ("67-2020;2024;Loto;;1;;;", "Valeurs admises"),
        ("67-2020;2024;FIR;9;1;;;", "n’a pas d’action"),
        ("67-2020;2024;FIR;3;abc;;;", "contient des lettres"),
        ("67-2020;2024;FIR;3;-5;;;", "au moins 0"),
        ("67-2020;2024;FIR;3;99999999999999;;;", "au plus"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(fir, contract_17, ars_editor, row, reason):
    [proposal] = plan(ars_editor, row).proposals

    assert proposal.standing == Standing.REFUSED
    assert reason in proposal.message


def test_a_payee_that_no_line_can_hold_is_refused_before_it_is_written(fir, ars_editor):
    row = f"67-2020;2024;FIR;3;1;;;;{'x' * 161}"

    [proposal] = plan(ars_editor, row, header=f"{HEADER};Bénéficiaire en clair").proposals

    assert "Raccourcissez le bénéficiaire" in proposal.message


def test_a_doubt_is_asked_and_the_answer_taken(fir, ars_editor):
    row = "67-2020;2024;FIR;3;1.234;;;"

    [asked] = plan(ars_editor, row).proposals
    [given] = plan(
        ars_editor, row, answers={asked.key: f"value={asked.questions[0].options[0][0]}"}
    ).proposals

    assert (asked.standing, given.standing, given.entry.value) == (
        Standing.ASKED,
        Standing.CHANGED,
        Decimal(1234),
    )


def test_the_doubts_of_a_new_line_are_asked_together_and_the_answers_taken(contract_67, ars_editor):
    row = "67-2020;2024;FIR;;1.234;2.345;;"

    [asked] = plan(ars_editor, row).proposals
    answers = {asked.key: "notified_amount=1234.00|paid_amount=2345.00"}
    [given] = plan(ars_editor, row, answers=answers).proposals

    assert (asked.standing, asked.entry) == (Standing.ASKED, None)
    assert asked.typed == "notifié 1.234, payé 2.345"
    assert [one.text.partition("\u00a0")[0] for one in asked.questions] == ["Notifié", "Payé"]
    assert (given.standing, [one.text for one in given.questions]) == (Standing.NEW, ["Notifié", "Payé"])
    assert [given.entry.values[key] for key in ("notified_amount", "paid_amount")] == [1234, 2345]


def test_an_answer_is_held_to_the_rules_of_any_amount(contract_67, fir, ars_editor):
    row = "67-2020;2024;FIR;3;-1.234;;;"
    [asked] = plan(ars_editor, row).proposals

    for value, _ in asked.questions[0].options if asked.questions else ():
        [given] = plan(ars_editor, row, answers={asked.key: f"value={value}"}).proposals
        assert (given.standing, "au moins 0" in given.message) == (Standing.REFUSED, True)
    assert asked.standing in {Standing.ASKED, Standing.REFUSED}


def test_a_doubt_is_told_beside_what_refuses_its_row(contract_67, ars_editor):
    [refused] = plan(ars_editor, "67-2020;2024;FIR;;1.234;-5;;").proposals

    assert refused.standing == Standing.REFUSED
    assert "au moins 0" in refused.message
    assert "Choisissez la valeur voulue" in refused.message


def test_a_line_said_twice_or_in_two_ways_is_refused(contract_67, fir, ars_editor):
    for label in ("CAMSP", "CMPP"):
        FundingLineFactory(contract=contract_67, source="ondam", payee_label=label)

    found = plan(
        ars_editor,
        "67-2020;2024;FIR;3;1;;;",
        "67-2020;2024;FIR;3;2;;;",
        "67-2020;2024;ONDAM médico-social;;1;;;",
    )

    assert [one.standing for one in found.proposals] == [
        Standing.CHANGED, Standing.REFUSED, Standing.REFUSED,
    ]  # fmt: skip
    assert "déjà dite ligne 2" in found.proposals[1].message
    assert "précisez le bénéficiaire" in found.proposals[2].message


def test_a_closed_year_is_refused_by_a_file(contract_67, fir, ars_editor):
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="agreed")

    found = plan(ars_editor, "67-2020;2024;FIR;3;1;;;", "67-2020;2024;FIR;;1;;;")

    assert [one.standing for one in found.proposals] == [Standing.REFUSED, Standing.REFUSED]
    assert "ne se modifient plus" in found.proposals[0].message


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_what_is_taken_away_comes_back_unchanged_to_the_cent(contract_67, p304, fir, ars_editor, file_format):
    p304.paid_amount, p304.comment = Decimal("0.01"), "=1+1"
    p304.save()
    table = export_of(contract_67, 2024, lines_of(contract_67, 2024))

    found = read_lines(read_book(export(table, file_format), f"lignes.{file_format}"), ars_editor, {})

    assert [one.standing for one in found.proposals] == [Standing.UNCHANGED, Standing.UNCHANGED]


def test_an_import_is_written_journalled_then_taken_back(contract_67, p304, fir, ars_editor):
    ActionFactory(contract=contract_67, number=4)
    rows = ["67-2020;2024;FIR;3;600,60;700;;", "67-2020;2024;FIR;4;5;;;"]
    batch = bring("funding", None, None, "f.csv", "\n".join([HEADER, *rows]).encode(), ars_editor)

    apply_batch(batch, {}, False, ars_editor, confirmed=plan_of(batch).mark)
    written = list(
        FundingLine.objects.filter(source="fir").order_by("pk").values_list("notified_amount", "paid_amount")
    )
    undone = undo_batch(batch, ars_editor)

    fir.refresh_from_db()
    assert written == [(Decimal("600.60"), Decimal(700)), (Decimal(5), None)]
    assert (undone.restored, undone.kept) == (3, [])
    assert (fir.notified_amount, fir.paid_amount) == (Decimal(500), None)
    assert FundingLine.objects.filter(source="fir").count() == 1
    acts = list(JournalEntry.objects.filter(chain="67-2020").values_list("act", flat=True))
    assert acts.count("Enregistrer un import") == acts.count("Annuler un import") == 1


def test_undoing_leaves_what_somebody_changed_since(contract_67, fir, ars_editor):
    content = f"{HEADER}\n67-2020;2024;FIR;3;600;700;;".encode()
    batch = bring("funding", None, None, "f.csv", content, ars_editor)
    apply_batch(batch, {}, False, ars_editor, confirmed=plan_of(batch).mark)
    save_lines(
        contract_67, year=2024, edits=[LineEdit(fir.pk, 2, {"paid_amount": Decimal(1)})], by=ars_editor
    )

    undone = undo_batch(batch, ars_editor)

    fir.refresh_from_db()
    assert (fir.notified_amount, fir.paid_amount) == (Decimal(500), Decimal(1))
    assert undone.restored == 1
    assert "payé\u00a0: modifiée depuis." in undone.kept[0]


def test_what_changed_between_the_preview_and_the_press_is_shown_again(contract_67, fir, ars_editor, sign_in):
    content = f"{HEADER}\n67-2020;2024;FIR;3;600;;;".encode()
    batch = bring("funding", None, None, "f.csv", content, ars_editor)
    mark = plan_of(batch).mark
    save_lines(
        contract_67, year=2024, edits=[LineEdit(fir.pk, 1, {"notified_amount": Decimal(1)})], by=ars_editor
    )

    answer = sign_in(ars_editor).post(
        reverse("indicators:import_apply", args=[batch.pk]), {"mark": mark, "version": batch.version}
    )

    fir.refresh_from_db()
    assert (answer.status_code, fir.notified_amount) == (409, Decimal(1))


def test_a_block_is_pasted_where_it_falls_and_shown_before_it_is_written(p304, fir, ars_editor, sign_in):
    browser = sign_in(ars_editor)

    shown = browser.post(
        PASTE, {"row": fir.pk, "column": "notified_amount", "text": "1 500,25\t1 000\n7\t8"}, follow=True
    )
    page = shown.content.decode()

    assert shown.status_code == 200
    assert "2\u00a0valeurs à enregistrer, 1 retenue." in page
    assert "sous la dernière de la page" in page
    assert "<html" not in page
    assert FundingLine.objects.get(pk=fir.pk).version == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"row": "999999"}, {"row": "²"}, {"column": "source"}, {"text": " \t "}, {"text": "\t".join("1" * 9)},
        {"text": "\n".join("1" * 501)},
    ],
)  # fmt: skip
def test_a_block_that_falls_nowhere_is_refused_with_its_reason(fir, ars_editor, sign_in, sent):
    data = {"row": fir.pk, "column": "notified_amount", "text": "5"} | sent

    answer = sign_in(ars_editor).post(PASTE, data)

    assert (answer.status_code, bool(answer.json()["message"])) == (422, True)


def test_a_paste_never_writes_the_column_of_another(p304, fir, ars_editor, sign_in):
    shown = sign_in(ars_editor).post(
        PASTE, {"row": p304.pk, "column": "notified_amount", "text": "7\n8"}, follow=True
    )

    page = shown.content.decode()
    assert "Cette case ne vous appartient pas" in page
    assert "Enregistrer la valeur valide" in page


def test_the_page_of_the_import_gives_the_lines_to_fill_and_reads_them(p304, fir, ars_editor, sign_in):
    browser = sign_in(ars_editor)

    table = browser.get(BRING, {"format": "csv"}).content
    filled = table.replace(b"500,00", b"512,34")
    shown = browser.post(BRING, {"file": SimpleUploadedFile("lignes.csv", filled)}, follow=True)

    assert "512,34" in shown.content.decode()


def test_the_command_shows_then_writes_and_says_what_it_refuses(fir, p304, ars_editor, tmp_path):
    path, out = tmp_path / "lignes.csv", StringIO()
    path.write_text(f"{HEADER}\n67-2020;2024;FIR;3;600;;;")
    options = {"seat": ars_editor.user.email, "stdout": out}

    call_command("import_funding", str(path), dry_run=True, **options)
    dry = FundingLine.objects.get(pk=fir.pk).notified_amount
    call_command("import_funding", str(path), **options)
    path.write_text(f"{HEADER}\n67-2020;2024;p304;;7;;;")
    with pytest.raises(CommandError, match="Tout n’a pas été accepté") as refused:
        call_command("import_funding", str(path), **options)

    assert (dry, FundingLine.objects.get(pk=fir.pk).notified_amount) == (Decimal(500), Decimal(600))
    assert refused.value.returncode == 1
    assert FundingLine.objects.get(pk=p304.pk).version == 1


def test_a_cell_is_emptied_by_its_word_and_not_by_its_absence(p304, prefecture_editor_67):
    found = plan(
        prefecture_editor_67, "67-2020;2024;Programme 304;(vide)", header="Contrat;Exercice;Source;Notifié"
    )
    batch = bring(
        "funding",
        None,
        None,
        "lignes.csv",
        "Contrat;Exercice;Source;Notifié\n67-2020;2024;Programme 304;(vide)".encode(),
        prefecture_editor_67,
    )
    apply_batch(batch, {}, False, prefecture_editor_67)
    p304.refresh_from_db()

    [cell] = found.proposals
    assert (cell.standing, cell.typed, cell.before, cell.after) == (
        Standing.CHANGED,
        "(vide)",
        "1\u00a0000,10\u00a0€",
        "",
    )
    assert cell.reading == "Cette case sera vidée."
    assert "laissé tel quel\u00a0: Repris de l’exercice précédent (€), Demandé (€)" in found.notices[-1]
    assert p304.notified_amount is None
