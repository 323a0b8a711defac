"""What actions plan and report, as a table: taken away, filled, brought back cell by cell, taken back."""

from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import review_action
from contracts.exchange.yearly_columns import years_to_fill
from contracts.models import ActionReview, ActionYear
from contracts.plan.acts import plan_year
from core.imports.plan import Plan, Standing
from core.models import JournalEntry
from core.tabular import export
from indicators.imports.actions import apply_batch, bring, plan_of, undo_batch
from indicators.models import ImportBatch
from tests.factories import ActionFactory, ReportFactory

pytestmark = pytest.mark.django_db
BRING = reverse("indicators:bring_kind", args=["reviews"])
HEADER = "Contrat;N°;Exercice;Prévu;Postes prévus (ETP);Fait;Réalisé;Unité du réalisé;Postes pourvus (ETP)"
FULL = "67-2020;1;2024;Deux tournées;2,5;Une tournée;120;visites;1"


@pytest.fixture
def action(contract_67: Any) -> Any:
    return ActionFactory(contract=contract_67, number=1, title="Visites")


def brought(seat: Any, *lines: str, header: str = HEADER) -> ImportBatch:
    width = header.count(";")
    rows = [f"{line}{';' * (width - line.count(';'))}" for line in lines]
    return bring("reviews", None, None, "bilans.csv", "\n".join([header, *rows]).encode(), seat)


def applied(seat: Any, *lines: str, header: str = HEADER) -> ImportBatch:
    batch = brought(seat, *lines, header=header)
    assert not batch.failure
    return apply_batch(batch, {}, False, seat, confirmed=plan_of(batch).mark)


def standings(plan: Plan) -> list[tuple[str, str]]:
    return [(one.origin.column, one.standing) for one in plan.proposals]


def test_a_year_is_written_once_a_part_and_taken_back_as_if_it_had_not_been(
    action: Any, editor_67: Any
) -> None:
    batch = applied(editor_67, FULL)
    planned, review = ActionYear.objects.get(), ActionReview.objects.get()
    written = (planned.expected, planned.staff_fte, planned.version, review.done, review.outcome_count)
    undone = undo_batch(batch, editor_67)

    assert written == ("Deux tournées", Decimal("2.5"), 1, "Une tournée", Decimal(120))
    assert (review.outcome_unit, review.filled_fte, review.version) == ("visites", Decimal(1), 1)
    assert (undone.restored, undone.kept) == (6, [])
    assert (ActionYear.objects.count(), ActionReview.objects.count()) == (0, 0)
    acts = list(JournalEntry.objects.filter(chain="67-2020").values_list("act", flat=True))
    assert acts.count("Enregistrer un import") == 1
    assert "Effacer le bilan de l’action pour 2024" in acts


def test_only_what_the_file_says_is_changed_then_put_back(action: Any, editor_67: Any) -> None:
    review_action(action, fiscal_year=2024, values={"done": "Rien", "difficulties": "Un poste"}, by=editor_67)

    batch = applied(
        editor_67, "67-2020;1;2024;Une tournée;(vide)", header="Contrat;N°;Exercice;Fait;Difficultés"
    )
    review = ActionReview.objects.get()
    changed = (review.done, review.difficulties, review.version)
    undo_batch(batch, editor_67)
    review.refresh_from_db()

    assert changed == ("Une tournée", "", 2)
    assert (review.done, review.difficulties, review.version) == ("Rien", "Un poste", 3)


def test_what_was_changed_or_closed_since_is_not_taken_back(
    action: Any, contract_67: Any, editor_67: Any
) -> None:
    batch = applied(editor_67, FULL)
    review_action(action, fiscal_year=2024, values={"done": "Corrigé"}, by=editor_67)
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="shared")

    undone = undo_batch(batch, editor_67)

    assert undone.restored == 0
    assert len(undone.kept) == 6
    assert "modifiée depuis." in " ".join(undone.kept)
    assert "Partagé" in " ".join(undone.kept)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("17-2020;1;2024;x", "n’existe pas, ou vous n’en modifiez pas"),
        ("67-2020;9;2024;x", "n’a pas d’action n°\u00a09"),
        ("67-2020;un;2024;x", "n’a pas d’action n°\u00a0un"),
        ("67-2020;1;2031;x", "ne couvre pas l’exercice 2031"),
        ("67-2020;1;;x", "ne couvre pas l’exercice ?"),
        ("67-2020;1;2024;;-3", "ne peut être négative"),
        ("67-2020;1;2024;;trois", "lettres"),
        ("67-2020;1;2024;;99999999", "7 chiffres"),
        (f"67-2020;1;2024;{'x' * 8_001}", "Raccourcissez le texte"),
        (f"67-2020;1;2024;;;;;{'x' * 61}", "Raccourcissez le texte"),
    ],
)
def test_a_wrong_row_or_cell_is_refused_with_its_reason(
    action: Any, contract_17: Any, editor_67: Any, row: str, reason: str
) -> None:
    [proposal] = plan_of(brought(editor_67, row)).proposals

    assert proposal.standing == Standing.REFUSED
    assert reason in proposal.message


def test_a_number_of_two_meanings_is_asked_and_the_answer_taken(action: Any, editor_67: Any) -> None:
    batch = brought(editor_67, "67-2020;1;2024;;;;1.234;")
    [asked] = plan_of(batch).proposals
    answers = {asked.key: f"value={asked.questions[0].options[0][0]}"}

    apply_batch(batch, answers, False, editor_67, confirmed=plan_of(batch, answers).mark)

    assert asked.standing == Standing.ASKED
    assert ActionReview.objects.get().outcome_count == Decimal(1234)


@pytest.mark.parametrize(
    ("typed", "why"), [("-1.234", "ne peut être négative"), ("9999999999.999", "chiffres")]
)
def test_an_answer_is_held_to_the_rules_of_what_is_typed(
    action: Any, editor_67: Any, typed: str, why: str
) -> None:
    batch = brought(editor_67, f"67-2020;1;2024;;;;{typed};")
    [asked] = plan_of(batch).proposals

    told = [plan_of(batch, {asked.key: f"value={value}"}) for value, _ in asked.questions[0].options]

    assert {one.standing for plan in told for one in plan.proposals} == {Standing.REFUSED}
    assert all(why in one.message for plan in told for one in plan.proposals)


def test_two_rows_of_one_year_and_a_shared_year_are_refused(
    action: Any, contract_67: Any, editor_67: Any
) -> None:
    [*_, twice] = plan_of(brought(editor_67, FULL, FULL)).proposals
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="shared")
    closed = plan_of(brought(editor_67, FULL)).proposals

    assert "déjà à la ligne 2" in twice.message
    assert {one.standing for one in closed} == {Standing.REFUSED}
    assert "Partagé" in closed[0].message


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_table_to_fill_brought_back_changes_nothing(
    action: Any, editor_67: Any, file_format: str
) -> None:
    values = {"expected": "=1+1 « à l’essai »\nsuite", "expected_count": Decimal("1234.5"), "staff_fte": None}
    plan_year(action, fiscal_year=2024, values=values, by=editor_67)
    review_action(action, fiscal_year=2024, values={"outcome_count": Decimal("0.25")}, by=editor_67)

    content = export(years_to_fill(editor_67), file_format)
    plan = plan_of(bring("reviews", None, None, f"bilans.{file_format}", content, editor_67))

    assert [(one.standing, one.message) for one in plan.proposals] == [(Standing.UNCHANGED, "")]


def test_the_reading_asks_the_same_whatever_the_rows(
    contract_67: Any, editor_67: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 4):
        ActionFactory(contract=contract_67, number=number)
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="shared")
    one = brought(editor_67, FULL)
    three = brought(editor_67, *(FULL.replace(";1;2024", f";{number};2024") for number in (1, 2, 3)))

    with CaptureQueriesContext(connection) as asked:
        plan_of(one)

    with django_assert_max_num_queries(len(asked)):
        plan_of(three)


def test_only_a_departement_brings_them(action: Any, ars_editor: Any, sign_in: Any) -> None:
    with pytest.raises(PermissionDenied):
        brought(ars_editor, FULL)

    assert sign_in(ars_editor).get(BRING).status_code == 403


def test_the_page_leads_to_the_preview_and_the_command_says_the_same(
    action: Any, editor_67: Any, sign_in: Any, tmp_path: Path
) -> None:
    file, out = tmp_path / "bilans.csv", StringIO()
    file.write_text("\n".join([HEADER, FULL]))
    call_command("import_reviews", str(file), "--dry-run", "--seat", editor_67.user.email, stdout=out)
    browser = sign_in(editor_67)
    with file.open("rb") as content:
        preview = browser.post(BRING, {"file": content}, follow=True)

    assert "6\u00a0valeurs à enregistrer" in out.getvalue()
    assert "67-2020, action 1, 2024, ce qui a été fait" in preview.content.decode()
    assert browser.get(f"{BRING}?format=xlsx").content.startswith(b"PK")
