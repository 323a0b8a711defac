"""What each role has to do in each state of a report, and what it waits for."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.enums import Role
from accounts.models import Organisation, Seat
from contracts.models import Contract, Perimeter
from indicators.models import Applicability, Indicator
from overview.tasks import Standing, Task, tasks_for
from reports.models import Remark, Report, Seal
from tests.factories import (
    AmendmentFactory,
    DeadlineFactory,
    FundingLineFactory,
    IndicatorFactory,
    MeasurementFactory,
    ReportFactory,
    SeatFactory,
    SignedCopyFactory,
    TargetFactory,
)

MAY = datetime(2025, 5, 31, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def due_on_june_30(contract_67: Contract) -> None:
    DeadlineFactory(campaign__framework=contract_67.framework, campaign__fiscal_year=2024)


def current(seat: Seat, at: datetime = MAY) -> list[Task]:
    return [task for task in tasks_for(seat, at) if task.standing != Standing.NOTE]


def only(seat: Seat, at: datetime = MAY) -> Task:
    (task,) = current(seat, at)
    return task


def told(task: Task) -> tuple[str, str, str]:
    return task.standing.value, task.title, task.url


def fill(contract: Contract, *codes: str) -> None:
    for code in codes:
        MeasurementFactory(contract=contract, indicator=Indicator.objects.get(code=code), value=Decimal("1"))


def shared(contract: Contract) -> Report:
    report = ReportFactory(contract=contract, in_state="shared")
    report.shared_at = datetime(2025, 5, 20, 8, 30, tzinfo=UTC)
    report.save()
    return report


def seal(report: Report, seat: Seat, decision: str = "given") -> None:
    Seal.objects.create(
        report=report,
        edition=report.current_edition,
        organisation=seat.organisation,
        seat=seat,
        seat_label=str(seat),
        decision=decision,
        statement="" if decision == "given" else "Un motif.",
        sealed_sha256=report.current_edition.sha256,
    )


def test_before_any_report_the_editor_enters_results(editor_67: Seat) -> None:
    task = only(editor_67)

    assert told(task) == ("do", "Saisir les résultats", "/contrats/67-2020/indicateurs/2024/")
    assert task.place == "67-2020 – Bas-Rhin, exercice 2024"
    assert task.detail == "0\u00a0indicateur sur 2 renseigné."
    assert (task.due.due_on, task.due.days_left) == (date(2025, 6, 30), 30)


def test_a_draft_half_filled_is_to_be_completed(editor_67: Seat, contract_67: Contract) -> None:
    ReportFactory(contract=contract_67)
    fill(contract_67, "1.1")

    task = only(editor_67)

    assert told(task) == ("do", "Compléter les résultats", "/contrats/67-2020/indicateurs/2024/")
    assert task.detail == "1\u00a0indicateur sur 2 renseigné."


def test_a_draft_filled_is_to_be_shared(editor_67: Seat, contract_67: Contract) -> None:
    ReportFactory(contract=contract_67)
    fill(contract_67, "1.1", "3.1")

    task = only(editor_67)

    assert told(task) == ("do", "Partager le rapport", "/contrats/67-2020/rapports/2024/")
    assert task.detail == "2\u00a0indicateurs sur 2 renseignés. Relisez le texte, puis partagez."


def test_a_motivated_absence_counts_as_filled(editor_67: Seat, contract_67: Contract) -> None:
    ReportFactory(contract=contract_67)
    fill(contract_67, "1.1")
    MeasurementFactory(
        contract=contract_67, indicator=Indicator.objects.get(code="3.1"), kind="not_collected", value=None
    )

    assert only(editor_67).title == "Partager le rapport"


def test_a_figure_shared_by_several_contracts_counts_for_each(
    editor_67: Seat, contract_67: Contract, contract_68: Contract
) -> None:
    alsace = Perimeter.objects.create(label="Alsace")
    alsace.contracts.add(contract_67, contract_68)
    MeasurementFactory(perimeter=alsace, indicator=Indicator.objects.get(code="1.1"))

    assert only(editor_67).detail == "1\u00a0indicateur sur 2 renseigné."


def test_an_indicator_that_does_not_apply_is_not_expected(editor_67: Seat, contract_67: Contract) -> None:
    Applicability.objects.create(
        indicator=Indicator.objects.get(code="3.1"), territory=contract_67.territory, reason="Sans objet."
    )

    assert only(editor_67).detail == "0\u00a0indicateur sur 1 renseigné."


def test_a_local_indicator_is_expected_of_its_contract_alone(
    editor_67: Seat, editor_68: Seat, contract_67: Contract
) -> None:
    objective = Indicator.objects.get(code="1.1").objective
    IndicatorFactory(code="L1", objective=objective, contract=contract_67)

    assert only(editor_67).detail == "0\u00a0indicateur sur 3 renseigné."
    assert only(editor_68).detail == "0\u00a0indicateur sur 2 renseigné."


@pytest.mark.parametrize("role", ["prefecture_67", "ars_grand_est", "reader_67", "signatory_67"])
def test_the_others_wait_while_the_departement_writes(role: str, request, contract_67: Contract) -> None:
    seat = request.getfixturevalue(role)
    ReportFactory(contract=contract_67)

    task = only(seat)

    assert (task.standing, task.title) == (Standing.WAIT, "Rapport en rédaction")


def test_a_draft_is_linked_only_for_those_who_may_open_it(
    reader_67: Seat, prefecture_67: Seat, contract_67: Contract
) -> None:
    ReportFactory(contract=contract_67)

    assert only(reader_67).url == "/contrats/67-2020/rapports/2024/"
    assert only(prefecture_67).url == "/contrats/67-2020/rapports/"


@pytest.mark.parametrize("role", ["prefecture_67", "ars_grand_est", "signatory_67"])
def test_a_shared_report_is_read_and_sealed_by_each_party(role: str, request, contract_67: Contract) -> None:
    seat = request.getfixturevalue(role)
    shared(contract_67)

    task = only(seat)

    assert told(task) == ("do", "Lire et viser le rapport", "/contrats/67-2020/rapports/2024/")
    assert task.detail.replace("\u00a0", " ").startswith("Partagé le 20 mai 2025 à 10 h 30")


def test_the_editor_waits_for_the_seals_and_knows_whose(
    editor_67: Seat, prefecture_67: Seat, contract_67: Contract
) -> None:
    seal(shared(contract_67), prefecture_67)

    task = only(editor_67)

    assert (task.standing, task.title) == (Standing.WAIT, "Visas attendus")
    assert "ARS Grand Est et Collectivité européenne d’Alsace" in task.detail
    assert "Préfecture" not in task.detail


def test_a_party_that_has_sealed_waits_for_the_others(prefecture_67: Seat, contract_67: Contract) -> None:
    seal(shared(contract_67), prefecture_67)

    assert only(prefecture_67).standing == Standing.WAIT


def test_a_refusal_leads_reviewers_to_the_return(
    editor_67: Seat, prefecture_67: Seat, ars_grand_est: Seat, contract_67: Contract
) -> None:
    seal(shared(contract_67), ars_grand_est, "refused")

    assert told(only(prefecture_67))[:2] == ("do", "Renvoyer le rapport")
    assert told(only(editor_67))[:2] == ("wait", "Visa refusé")


def remark(report: Report, seat: Seat, **details: Any) -> Remark:
    made: Remark = Remark.objects.create(
        report=report, organisation=seat.organisation, author=seat.user, body="À revoir.", **details
    )
    return made


def test_remarks_on_a_shared_report_are_a_task_of_its_editor_before_any_return(
    editor_67: Seat, signatory_67: Seat, prefecture_67: Seat, ars_grand_est: Seat, contract_67: Contract
) -> None:
    report = shared(contract_67)
    remark(report, prefecture_67)
    remark(report, ars_grand_est)
    remark(report, ars_grand_est, state="answered", answer="Précisé.")
    remark(report, ars_grand_est, is_internal=True)

    task = only(editor_67)

    assert told(task) == ("do", "Préparer les réponses aux remarques", "/contrats/67-2020/rapports/2024/")
    assert task.detail.replace("\u00a0", " ") == (
        "2 remarques à préparer : vous pouvez y répondre dès maintenant, avant tout renvoi."
    )
    # Nobody awaits the answers yet: no message is sent of each remark.
    assert task.mark == ""
    assert {only(seat).title for seat in (signatory_67, prefecture_67)} == {"Lire et viser le rapport"}


def test_a_reviewer_is_told_of_the_edition_that_is_shared_again_and_of_its_own_answers(
    prefecture_67: Seat, ars_grand_est: Seat, contract_67: Contract
) -> None:
    report = shared(contract_67)
    first = only(prefecture_67).detail
    edition = report.current_edition
    edition.pk, edition.number = None, 2
    edition.save(force_insert=True)
    report.current_edition = edition
    report.save()
    for _ in range(3):
        remark(report, prefecture_67, state="answered", answer="Précisé.")
    remark(report, prefecture_67, state="answered", answer="Non.", is_internal=True)
    remark(report, prefecture_67)

    second, others = only(prefecture_67).detail, only(ars_grand_est).detail

    assert first.replace("\u00a0", " ") == "Partagé le 20 mai 2025 à 10 h 30."
    assert second.replace("\u00a0", " ") == (
        "Partagé le 20 mai 2025 à 10 h 30 : édition n° 2, 3 de vos remarques ont une réponse."
    )
    assert others.replace("\u00a0", " ") == "Partagé le 20 mai 2025 à 10 h 30 : édition n° 2."


def test_a_returned_report_is_taken_up_by_its_editor(
    editor_67: Seat, prefecture_67: Seat, contract_67: Contract
) -> None:
    report = ReportFactory(contract=contract_67, in_state="returned")
    for internal in (False, True):
        Remark.objects.create(
            report=report,
            organisation=prefecture_67.organisation,
            author=prefecture_67.user,
            body="À revoir.",
            is_internal=internal,
        )

    assert told(only(editor_67))[:2] == ("do", "Reprendre le rapport renvoyé")
    assert only(editor_67).detail == "1\u00a0remarque ouverte."
    assert only(prefecture_67).standing == Standing.WAIT


def test_an_agreed_report_is_then_deliberated_by_the_departement_alone(
    editor_67: Seat, signatory_67: Seat, prefecture_67: Seat, contract_67: Contract
) -> None:
    report = ReportFactory(contract=contract_67, in_state="agreed")
    for seat in (signatory_67, prefecture_67):
        SignedCopyFactory(report=report, seat=seat)

    assert only(editor_67).title == only(signatory_67).title == "Enregistrer la délibération"
    assert only(editor_67).due is None
    assert current(prefecture_67) == []


@pytest.mark.parametrize("state", ["agreed", "deliberated"])
def test_each_organisation_whose_signature_is_missing_is_asked_for_it_without_a_date(
    state: str, contract_67: Contract, signatory_67: Seat, prefecture_of_67: Organisation
) -> None:
    report = ReportFactory(contract=contract_67, in_state=state)
    prefect = SeatFactory(organisation=prefecture_of_67, role=Role.SIGNATORY)
    SignedCopyFactory(report=report, seat=signatory_67)

    task = only(prefect)

    assert told(task) == (
        "do",
        "Signer le rapport 2024 du contrat 67-2020",
        "/contrats/67-2020/rapports/2024/signer/",
    )
    assert task.detail.replace("\u00a0", " ") == (
        "1 signature sur 3. La signature s’ajoute aux trois visas, qui arrêtent le rapport ; "
        "elle n’a pas d’échéance."
    )
    assert (task.due, task.mark) == (None, "")
    assert "Signer" not in {one.act for one in current(signatory_67)}


def test_whoever_may_but_bring_the_signed_copy_back_waits_for_the_signature(
    contract_67: Contract, prefecture_67: Seat, reader_67: Seat
) -> None:
    ReportFactory(contract=contract_67, in_state="deliberated")

    task = only(prefecture_67)

    assert told(task) == (
        "wait",
        "Signature de votre organisation",
        "/contrats/67-2020/rapports/2024/signer/parapheur/",
    )
    assert (task.act, task.due) == ("Déposer la copie signée", None)
    assert current(reader_67) == []


@pytest.mark.parametrize("state", ["draft", "shared", "returned", "corrected"])
def test_nothing_is_to_sign_while_a_report_is_not_agreed(
    state: str, contract_67: Contract, signatory_67: Seat
) -> None:
    ReportFactory(contract=contract_67, in_state=state)

    assert "Signer" not in {task.act for task in current(signatory_67)}


@pytest.mark.parametrize("role", ["editor_67", "signatory_67", "prefecture_67", "ars_grand_est"])
def test_a_deliberated_report_that_is_signed_asks_nothing_more(
    role: str, request, contract_67: Contract, editor_67: Seat, prefecture_67: Seat, ars_grand_est: Seat
) -> None:
    seat = request.getfixturevalue(role)
    report = ReportFactory(contract=contract_67, in_state="deliberated")
    for signed in (editor_67, prefecture_67, ars_grand_est):
        SignedCopyFactory(report=report, seat=signed)

    assert current(seat) == []


def test_a_correction_belongs_to_the_editor(
    editor_67: Seat, prefecture_67: Seat, contract_67: Contract
) -> None:
    ReportFactory(contract=contract_67, in_state="corrected")

    assert told(only(editor_67))[:2] == ("do", "Corriger le rapport")
    assert told(only(prefecture_67))[:2] == ("wait", "Rapport en correction")


def test_a_late_report_stays_however_late_it_is(editor_67: Seat, contract_67: Contract) -> None:
    ReportFactory(contract=contract_67)

    task = only(editor_67, datetime(2031, 1, 1, tzinfo=UTC))

    assert task.due.is_late
    assert task.due.wording.startswith("en retard de 2\u00a0011\u00a0jours")


def test_an_extension_moves_the_date_of_its_territory_alone(
    editor_67: Seat, editor_68: Seat, contract_67: Contract
) -> None:
    deadline = contract_67.framework.campaigns.get().deadlines.get()
    deadline.extensions.create(
        territory=contract_67.territory, due_on=date(2025, 9, 30), reason="Changement d’outil."
    )

    assert (only(editor_67).due.due_on, only(editor_67).due.is_extended) == (date(2025, 9, 30), True)
    assert (only(editor_68).due.due_on, only(editor_68).due.is_extended) == (date(2025, 6, 30), False)


def test_years_never_reported_are_gathered_in_one_line(editor_67: Seat) -> None:
    (note,) = [task for task in tasks_for(editor_67, MAY) if task.standing == Standing.NOTE]

    assert note.title == "4\u00a0exercices sans rapport ici"
    assert note.detail == "2020, 2021, 2022 et 2023"


def test_an_old_report_that_is_open_keeps_its_own_line(editor_67: Seat, contract_67: Contract) -> None:
    ReportFactory(contract=contract_67, fiscal_year=2022, in_state="returned")

    titles = [(task.title, task.place[-4:]) for task in current(editor_67)]

    assert ("Reprendre le rapport renvoyé", "2022") in titles


def test_a_year_in_progress_is_not_due_yet(editor_67: Seat) -> None:
    places = {task.place[-4:] for task in current(editor_67, datetime(2024, 12, 31, 12, tzinfo=UTC))}

    assert places == {"2023"}


@pytest.mark.parametrize("role", ["prefecture_editor_67", "ars_editor"])
def test_a_payer_is_asked_for_its_own_lines(role: str, request, contract_67: Contract) -> None:
    seat = request.getfixturevalue(role)

    (task,) = [task for task in current(seat) if task.standing == Standing.DO]

    assert told(task)[1:] == ("Inscrire vos financements", "/contrats/67-2020/financements/2024/")


def test_a_payer_that_has_entered_its_lines_is_left_in_peace(
    prefecture_editor_67: Seat, contract_67: Contract
) -> None:
    FundingLineFactory(contract=contract_67)

    assert [task.standing for task in current(prefecture_editor_67)] == [Standing.WAIT]


def test_a_stranger_has_nothing_here(editor_17: Seat, contract_67: Contract) -> None:
    shared(contract_67)

    assert {task.place for task in current(editor_17)} == {"17-2020 – Charente-Maritime, exercice 2024"}


def test_whoever_keeps_the_terms_is_told_what_is_being_prepared(
    contract_67: Contract, prefecture_editor_67: Seat, prefecture_67: Seat, dgcs: Seat, editor_67: Seat
) -> None:
    AmendmentFactory(contract=contract_67, number=3)
    titles = [[task.title for task in current(seat)] for seat in (prefecture_editor_67, prefecture_67)]
    contract_67.state = "signing"
    contract_67.save()

    (unsigned, draft) = sorted(current(dgcs), key=lambda task: task.title, reverse=True)

    assert ["Avenant en préparation" in some for some in titles] == [True, False]
    assert told(unsigned) == ("do", "Enregistrer les signatures", "/contrats/67-2020/signature/")
    assert told(draft) == ("do", "Avenant en préparation", "/contrats/67-2020/avenants/3/")
    assert current(editor_67) == []


def test_gaps_to_explain_are_a_task_of_who_enters_them(
    editor_67: Seat, reader_67: Seat, contract_67: Contract
) -> None:
    TargetFactory(contract=contract_67, indicator=Indicator.objects.get(code="1.1"), value=Decimal(20))
    fill(contract_67, "1.1")

    [task] = [one for one in current(editor_67) if one.title == "Expliquer les écarts"]

    assert told(task) == ("do", "Expliquer les écarts", "/contrats/67-2020/indicateurs/2024/controles/")
    assert task.detail.replace("\u00a0", " ") == (
        "1 écart à expliquer : Indicateur 1.1, indicateur 1.1 (résultat loin de la cible)."
    )
    assert "Expliquer les écarts" not in [one.title for one in current(reader_67)]
