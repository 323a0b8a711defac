"""The action plan as a table: exported, changed, brought back, written once, taken back."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.actions import review_action, save_action
from contracts.exchange.widgets import DeliverablesWidget
from contracts.models import Action
from contracts.plan.deliverables import DeliverableEntry
from core import journal
from core.imports.plan import Standing
from core.models import JournalEntry
from indicators.imports.actions import ImportRefused, apply_batch, bring, plan_of, undo_batch
from indicators.models import ImportBatch
from tests.factories import ActionFactory, OrganisationFactory

PLAN = reverse("contracts:actions", args=["67-2020"])
HEADER = "Contrat;N°;Intitulé;État;Objectifs;Délégataire;Début;Fin;Postes (ETP)"


@pytest.fixture
def action(contract_67):
    return ActionFactory(contract=contract_67, number=1, title="Visites", staff_fte=Decimal("3.50"))


def brought(seat, *lines, name="actions.csv"):
    return bring("actions", None, None, name, "\n".join([HEADER, *lines]).encode(), seat)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_an_export_brought_back_changes_nothing(sign_in, action, editor_67, file_format):
    action.objectives.set(action.contract.framework.objectives.filter(number=1))
    action.purpose = "=1+1 « à l’essai »"
    action.starts_on = date(2022, 3, 1)
    action.save()
    for rank, label in enumerate(("Guide; second tirage", "Bilan (remis le mois suivant)")):
        action.deliverables.create(label=label, position=rank, due_on=date(2022, 6, 30))

    content = sign_in(editor_67).get(f"{PLAN}?format={file_format}").content
    plan = plan_of(bring("actions", None, None, f"plan.{file_format}", content, editor_67))

    assert [(one.standing, one.message) for one in plan.proposals] == [(Standing.UNCHANGED, "")]


def test_a_delegation_is_brought_cell_by_cell_then_taken_back(action, contract_67, editor_67):
    city = OrganisationFactory(name="Ville de Strasbourg", short_name="Strasbourg", kind="carrier")
    batch = brought(
        editor_67,
        "67-2020;1;Visites à domicile;En cours;1;Strasbourg;01/03/2022;31/12/2024;4,5",
        "67-2020;;Équipe mobile;Prévue;;;;;",
    )
    plan = plan_of(batch)

    apply_batch(batch, {}, False, editor_67, confirmed=plan.mark)
    action.refresh_from_db()
    added = Action.objects.get(title="Équipe mobile")
    written = (action.title, action.state, action.delegate, action.staff_fte, action.version, added.number)
    undone = undo_batch(batch, editor_67)
    action.refresh_from_db()

    assert plan.counts[Standing.CHANGED] == 7
    assert plan.counts[Standing.NEW] == 1
    assert written == ("Visites à domicile", "ongoing", city, Decimal("4.50"), 2, 2)
    assert (undone.restored, undone.kept) == (8, [])
    assert (action.title, action.state, action.delegate, action.starts_on) == (
        "Visites",
        "planned",
        None,
        None,
    )
    assert (action.staff_fte, list(action.objectives.all())) == (Decimal("3.50"), [])
    assert Action.objects.count() == 1
    acts = JournalEntry.objects.filter(chain="67-2020").values_list("act", flat=True)
    assert {"Enregistrer un import", "Annuler un import"} <= set(acts)
    assert list(journal.verify()) == []


DELIVERED = "Contrat;N°;Intitulé;Livrables"


def delivered(action):
    rows = action.deliverables.all()
    return [(row.pk, row.label, row.due_on, row.delivered_on) for row in rows]


def test_deliverables_come_by_their_names_and_dates_and_are_put_back(action, contract_67, editor_67):
    guide, survey = [DeliverableEntry("Guide (PDF)", date(2024, 6, 30)), DeliverableEntry("Enquête")]
    save_action(contract_67, action=action, values={"deliverables": [guide, survey]}, by=editor_67)
    before = delivered(action)
    cell = "guide (PDF) (attendu le 30/06/2024, remis le 02/07/2024); Bilan (attendu le 15/12/2024)"
    content = f'{DELIVERED}\n67-2020;1;Visites;"{cell}"\n67-2020;;Équipe mobile;Charte'
    batch = bring("actions", None, None, "plan.csv", content.encode(), editor_67)

    apply_batch(batch, {}, False, editor_67, confirmed=plan_of(batch).mark)
    action.refresh_from_db()
    written, added = delivered(action), Action.objects.get(title="Équipe mobile").deliverables.get()
    undone = undo_batch(batch, editor_67)

    assert [one[1:] for one in written] == [
        ("guide (PDF)", date(2024, 6, 30), date(2024, 7, 2)),
        ("Bilan", date(2024, 12, 15), None),
    ]
    assert (written[0][0], added.label) == (before[0][0], "Charte")
    assert (undone.restored, undone.kept) == (2, [])
    assert [one[1:] for one in delivered(action)] == [one[1:] for one in before]
    assert delivered(action)[0] == before[0]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Guide (remis le 31/02/2024)", "n’est pas une date"),
        ("Guide ; guide (attendu le 01/01/2024)", "est dit deux fois"),
        ("x" * 201, "200 caractères au plus"),
        ("x;" * 4_001, "8000 caractères au plus"),
    ],
)
def test_a_deliverable_that_cannot_be_read_is_named(action, editor_67, cell, told):
    content = f'{DELIVERED}\n67-2020;1;Visites;"{cell}"'.encode()

    [proposal] = plan_of(bring("actions", None, None, "plan.csv", content, editor_67)).proposals

    assert proposal.standing == Standing.REFUSED
    assert told in proposal.message


def test_what_was_changed_or_used_since_is_not_taken_back(action, contract_67, editor_67):
    batch = brought(editor_67, "67-2020;1;Visites à domicile;;;;;;", "67-2020;;Équipe mobile;;;;;;")
    apply_batch(batch, {}, False, editor_67)
    added = Action.objects.get(title="Équipe mobile")
    review_action(added, fiscal_year=2024, values={"done": "Fait."}, by=editor_67)
    save_action(contract_67, action=action, values={"lead": "PMI"}, by=editor_67)

    undone = undo_batch(batch, editor_67)

    assert undone.restored == 0
    assert [told.rpartition("\u00a0: ")[2] for told in undone.kept] == [
        "modifiée depuis.",
        "employée depuis (bilan, financement, remarque).",
    ]
    assert Action.objects.count() == 2


def test_every_fault_is_told_at_its_place_and_the_rest_can_be_kept(action, contract_68, editor_67):
    batch = brought(
        editor_67,
        "67-2020;1;Visites;Perdue;99;Inconnue;32/13/2022;;-2",
        "67-2020;1;Encore;;;;;;",
        "67-2020;9;Absente;;;;;;",
        "68-2020;;Ailleurs;;;;;;",
        "67-2020;;;En cours;;;;;",
        "67-2020;;Bonne;;;;01/01/2024;01/01/2023;",
        "67-2020;;Lointaine;;;;01/01/0202;31/12/9999;",
    )
    plan = plan_of(batch)

    told = " ".join(one.message for one in plan.held)
    for fault in (
        "Valeurs admises",
        "n’est pas un objectif retenu",
        "n’est pas une organisation",
        "n’est pas une date",
        "ne peut être négatif",
        "déjà à la ligne 2",
        "n’a pas d’action n°\u00a09",
        "vous n’en modifiez pas",
        "a un intitulé",
        "avant d’avoir commencé",
        "entre 1900 et 2100",
    ):
        assert fault in told, fault
    assert plan.entries == []
    assert [one.origin.row for one in plan.held][-6:] == [3, 4, 5, 6, 7, 8]


def test_an_import_that_the_data_overtook_writes_nothing(action, contract_67, editor_67):
    batch = brought(editor_67, "67-2020;1;Visites à domicile;;;;;;")
    mark = plan_of(batch).mark
    save_action(contract_67, action=action, values={"title": "Le leur"}, by=editor_67)

    with pytest.raises(ImportRefused, match="ont changé depuis"):
        apply_batch(batch, {}, False, editor_67, confirmed=mark)

    assert Action.objects.get().title == "Le leur"


def test_the_pages_of_an_import_of_actions(sign_in, action, editor_67, prefecture_editor_67):
    url = reverse("indicators:bring_kind", args=["actions"])
    client = sign_in(editor_67)

    page = client.get(url).text
    blank = client.get(f"{url}?format=csv").content.decode("utf-8-sig")
    empty = client.post(url, {})
    file = SimpleUploadedFile("plan.csv", f"{HEADER}\n67-2020;1;Visites à domicile;;;;;;".encode())
    shown = client.post(url, {"file": file}, follow=True).text
    stranger = SimpleUploadedFile("plan.csv", b"Contrat;Intitul\xc3\xa9;Salaire\n67-2020;x;1")
    unreadable = client.post(url, {"file": stranger}, follow=True).text

    assert "Apporter des fiches action" in page
    assert '"67-2020";"1";"Visites"' in blank
    assert empty.status_code == 422
    assert "Visites à domicile" in shown
    assert "Colonne inattendue" in unreadable
    assert ImportBatch.objects.filter(kind="actions").count() == 2
    with pytest.raises(PermissionDenied):
        brought(prefecture_editor_67, "67-2020;1;x;;;;;;")


@pytest.mark.parametrize(
    "cell",
    [f"a{' ' * 7_900}b", "(attendu le " * 600, f"a(attendu{' ' * 7_900}b", ";".join(map(str, range(1_600)))],
)
def test_cells_made_to_be_long_to_read_are_read_at_once(cell):
    widget = DeliverablesWidget()
    start = process_time()
    for _ in range(20):
        with suppress(ValueError):
            widget.clean(cell)

    assert process_time() - start < 0.5


def test_a_number_of_two_meanings_is_asked_of_its_cell_and_the_answer_taken(action, editor_67):
    batch = brought(editor_67, "67-2020;1;;;;;;;1.234")
    [asked] = plan_of(batch).proposals
    answers = {asked.key: "value=1.23"}

    apply_batch(batch, answers, False, editor_67, confirmed=plan_of(batch, answers).mark)

    action.refresh_from_db()
    assert (asked.key, asked.standing) == ("2-staff_fte", Standing.ASKED)
    assert [value for value, _ in asked.questions[0].options] == ["1234.00", "1.23"]
    assert action.staff_fte == Decimal("1.23")


def test_a_number_of_two_meanings_is_asked_of_a_new_action(contract_67, editor_67):
    batch = brought(editor_67, "67-2020;;Équipe mobile;;;;;;1.234")
    [asked] = plan_of(batch).proposals
    answers = {"2": "staff_fte=1.23"}

    apply_batch(batch, answers, False, editor_67, confirmed=plan_of(batch, answers).mark)

    assert asked.standing == Standing.ASKED
    assert asked.questions[0].text.startswith("Postes (ETP)\u00a0: «\u00a01.234\u00a0»")
    assert Action.objects.get().staff_fte == Decimal("1.23")


def test_a_question_beside_a_fault_is_asked_once_the_fault_is_mended(contract_67, editor_67):
    [wrong] = plan_of(brought(editor_67, "67-2020;;Équipe mobile;;;;demain;;1.234")).proposals

    assert wrong.standing == Standing.REFUSED
    assert "n’est pas une date" in wrong.message


def test_an_answer_is_held_to_the_rules_of_what_is_typed(action, editor_67):
    batch = brought(editor_67, "67-2020;1;;;;;;;-1.234")
    [asked] = plan_of(batch).proposals

    told = [plan_of(batch, {asked.key: f"value={value}"}) for value, _ in asked.questions[0].options]

    assert {one.standing for plan in told for one in plan.proposals} == {Standing.REFUSED}
