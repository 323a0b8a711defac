"""Another's rows by their keys, in addresses and forms; fields nobody gave; seats no longer one's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Seat
from contracts.enums import ObjectiveKind
from funding.models import FundingLine
from indicators.models import Measurement
from reports.actions import open_report, write_section
from reports.models import AssemblyReport, AssemblySection, Remark, Report, Seal, Section
from reports.remark_forms import WHOLE
from reports.remarks import make_remark
from tests.access import DRAFT_YEAR, REPORT, SHARED_YEAR
from tests.factories import (
    PASSWORD,
    ActionFactory,
    FrameworkFactory,
    FundingLineFactory,
    MeasurementFactory,
    ObjectiveFactory,
    SeatFactory,
)

SHARED = f"/contrats/{REPORT}/rapports/{SHARED_YEAR}"
DRAFT = f"/contrats/{REPORT}/rapports/{DRAFT_YEAR}"
FUNDING = f"/contrats/{REPORT}/financements/{DRAFT_YEAR}/"
HISTORY = f"/contrats/{REPORT}/historique/"


@pytest.fixture
def theirs(world: dict[str, Any], contract_17: Any, editor_17: Seat) -> Report:
    """The draft of another département."""
    return open_report(contract=contract_17, fiscal_year=DRAFT_YEAR, by=editor_17)


@pytest.fixture
def editor(browser_of: Callable[[str], Client]) -> Client:
    return browser_of("editor_67")


def test_a_section_of_another_report_is_not_written_under_ones_own_address(
    editor: Client, theirs: Report
) -> None:
    stolen = theirs.sections.first()

    response = editor.post(f"{DRAFT}/sections/{stolen.pk}/", {"body": "Volé", "version": 1})

    assert response.status_code == 404
    assert Section.objects.get(pk=stolen.pk).body == ""


def test_a_section_of_another_year_is_not_written_under_the_year_in_progress(
    world: dict[str, Any], editor: Client
) -> None:
    frozen = Section.objects.filter(report__fiscal_year=SHARED_YEAR).first()

    response = editor.post(f"{DRAFT}/sections/{frozen.pk}/", {"body": "Retouché", "version": 1})

    assert response.status_code == 404


def test_a_remark_bears_on_nothing_outside_its_report(
    browser_of: Callable[[str], Client], theirs: Report, contract_17: Any
) -> None:
    reviewer = browser_of("prefecture_67")
    line = FundingLineFactory(contract=contract_17, fiscal_year=SHARED_YEAR)
    draft_section = Section.objects.filter(
        report__fiscal_year=DRAFT_YEAR, report__contract__reference=REPORT
    ).first()
    foreign = [theirs.sections.first().pk, draft_section.pk]
    places = [f"funding_line-{line.pk}", *(f"section-{pk}" for pk in foreign), "section-999999", "report-1"]
    before = Remark.objects.count()

    answers = [
        reviewer.post(f"{SHARED}/remarques/", {"place": place, "kind": "wrong", "body": "Ici ?"})
        for place in places
    ]

    assert [answer.status_code for answer in answers] == [200] * len(places)
    assert Remark.objects.count() == before


def test_fields_nobody_asked_for_change_nothing(
    browser_of: Callable[[str], Client], world: dict[str, Any], theirs: Report
) -> None:
    stranger = theirs.contract.parties.first().organisation_id
    forged = {
        "id": 1, "pk": 1, "report": theirs.pk, "organisation": stranger,
        "author": world["seats"]["editor_17"].user_id, "state": "closed", "answer": "Oui.", "section": 1,
        "created_at": "2001-01-01", "contract": theirs.contract_id, "is_retained": "on", "user": 1,
    }  # fmt: skip

    form = {"place": WHOLE, "kind": "wrong", "body": "Faux."}
    browser_of("prefecture_67").post(f"{SHARED}/remarques/", form | forged)

    remark = Remark.objects.latest("pk")
    assert remark.report.contract.reference == REPORT
    assert remark.organisation == world["seats"]["prefecture_67"].organisation
    assert remark.author == world["seats"]["prefecture_67"].user
    assert (remark.state, remark.answer, remark.section) == ("open", "", None)
    assert remark.created_at.year > 2001


def test_an_answer_cannot_close_the_remark_nor_rewrite_it(editor: Client, world: dict[str, Any]) -> None:
    forged = {"state": "closed", "body": "Rien à dire.", "is_internal": "on", "kind": "outdated"}
    answer = {"answer": "C’est fait.", "version": Remark.objects.get(pk=world["remark"]).version}

    editor.post(f"{SHARED}/remarques/{world['remark']}/repondre/", answer | forged)

    remark = Remark.objects.get(pk=world["remark"])
    assert (remark.state, remark.body, remark.is_internal) == ("answered", "À préciser.", False)


def test_an_internal_note_is_answered_by_nobody_and_read_by_its_own_alone(
    editor: Client, browser_of: Callable[[str], Client], world: dict[str, Any]
) -> None:
    report = Report.objects.get(fiscal_year=SHARED_YEAR)
    note = make_remark(report, by=world["seats"]["ars_grand_est"], body="Note à part.", is_internal=True)

    answered = editor.post(f"{SHARED}/remarques/{note.pk}/repondre/", {"answer": "Vu."})
    closed = browser_of("prefecture_67").post(f"{SHARED}/remarques/{note.pk}/clore/")

    assert (answered.status_code, closed.status_code) == (404, 404)
    for role in ("editor_67", "prefecture_67", "dgcs", "editor_17"):
        for page in (f"{SHARED}/", HISTORY, f"{HISTORY}?vue=actes"):
            assert "Note à part" not in browser_of(role).get(page).content.decode()


def test_the_remark_of_another_is_closed_by_nobody_else(
    browser_of: Callable[[str], Client], world: dict[str, Any]
) -> None:
    response = browser_of("prefecture_67").post(f"{SHARED}/remarques/{world['remark']}/clore/")

    assert response.status_code == 403
    assert Remark.objects.get(pk=world["remark"]).state == "open"


def test_an_objective_of_another_framework_enters_neither_action_nor_contract(
    editor: Client, browser_of: Callable[[str], Client], contract_67: Any
) -> None:
    other = FrameworkFactory(code="snppe-acte2-2025", first_year=2025, last_year=2027, baseline_year=2024)
    stranger = ObjectiveFactory(framework=other, number=1, kind=ObjectiveKind.OPTIONAL)

    editor.post(
        f"/contrats/{REPORT}/actions/nouvelle/",
        {"title": "Action", "state": "planned", "objectives": stranger.pk},
    )
    browser_of("dgcs").post(f"/contrats/{REPORT}/objectifs/", {"objective": stranger.pk})

    assert not stranger.actions.exists()
    assert not stranger.retained_by.exists()


def test_an_action_stays_in_its_contract_and_keeps_its_number(editor: Client, contract_17: Any) -> None:
    forged = {"contract": contract_17.pk, "number": 99, "id": 1, "amendment": 1, "provenance": "forgée"}

    editor.post(f"/contrats/{REPORT}/actions/nouvelle/", {"title": "Action", "state": "planned", **forged})

    assert not contract_17.actions.exists()
    assert not FundingLine.objects.exists()


@pytest.mark.parametrize("guess", ["7", "50"], ids=["wrong", "right"])
def test_the_figures_of_another_contract_are_neither_reached_nor_guessed_by_their_keys(
    editor: Client, theirs: Report, contract_17: Any, guess: str
) -> None:
    perimeter = contract_17.own_perimeter
    indicator = contract_17.framework.objectives.get(number=1).indicators.get()
    reading = MeasurementFactory(contract=contract_17, indicator=indicator, value=50)

    response = editor.post(
        f"/contrats/{REPORT}/indicateurs/{DRAFT_YEAR}/",
        {
            "result-1.1-value": guess,
            "result-1.1-perimeter": str(perimeter.pk),
            "result-1.1-shown": f"{reading.pk}:{reading.version}",
            "result-1.1-resolve": f"mine:{reading.pk}:1",
        },
    )  # fmt: skip

    assert response.status_code in {409, 422}
    if guess != "50":
        assert "50" not in response.content.decode().split('id="result-1.1-value"')[1][:400]
    assert Measurement.objects.get().value == 50


def test_a_line_of_another_contract_or_year_is_neither_written_nor_withdrawn(
    editor: Client, contract_17: Any, contract_67: Any
) -> None:
    theirs = FundingLineFactory(contract=contract_17, source="departement", fiscal_year=DRAFT_YEAR)
    older = FundingLineFactory(contract=contract_67, source="departement", fiscal_year=DRAFT_YEAR - 3)
    for line in (theirs, older):
        editor.post(FUNDING, {f"spent_amount-{line.pk}-shown": 1, f"spent_amount-{line.pk}-value": "1"})
        removal = editor.post(f"{FUNDING}lignes/{line.pk}/retirer/", {"version": 1})
        assert removal.status_code == 404

    assert list(FundingLine.objects.order_by("pk").values_list("version", flat=True)) == [1, 1]


def test_the_columns_of_another_payer_are_not_written(
    editor: Client, prefecture_editor_67: Seat, sign_in: Any, contract_67: Any
) -> None:
    line = FundingLineFactory(
        contract=contract_67, source="p304", fiscal_year=DRAFT_YEAR, notified_amount=None
    )
    sent = {f"{field}_amount-{line.pk}-shown": 1 for field in ("notified", "paid", "spent")}
    notified = {f"{field}_amount-{line.pk}-value": "9" for field in ("notified", "paid")}
    spent = {f"spent_amount-{line.pk}-value": "9"}

    editor.post(FUNDING, sent | notified)
    sign_in(prefecture_editor_67).post(FUNDING, sent | spent)

    line.refresh_from_db()
    assert (line.notified_amount, line.paid_amount, line.spent_amount) == (None, None, None)
    assert line.version == 1


def test_a_new_line_is_paid_by_whom_the_contract_says_and_on_its_own_actions(
    editor: Client, ars: Any, contract_17: Any, contract_67: Any
) -> None:
    stranger = ActionFactory(contract=contract_17)
    lines, own = f"{FUNDING}lignes/", {"new-source": "departement", "new-payee": "departement"}

    editor.post(lines, own | {"new-source": "fir"})
    editor.post(lines, own | {"new-action": stranger.pk})
    editor.post(lines, own | {"new-source": "other", "new-payer": ars.pk})
    assert not FundingLine.objects.exists()

    editor.post(lines, own | {"payer": ars.pk, "new-contract": contract_17.pk, "new-fiscal_year": 2020})
    line = FundingLine.objects.get()
    assert (line.payer.kind, line.contract, line.fiscal_year) == ("departement", contract_67, DRAFT_YEAR)


@pytest.mark.parametrize("role", ["editor_67", "reader_67", "signatory_67"])
def test_only_a_manager_opens_a_seat_and_never_elsewhere(
    browser_of: Callable[[str], Client], world: dict[str, Any], ars: Any, cea: Any, sign_in: Any, role: str
) -> None:
    form = {
        "email": "complice@exemple.test", "name": "Complice", "role": "signatory", "starts_on": "2024-01-01",
        "organisation": ars.pk, "user": world["seats"]["dgcs"].user_id,
    }  # fmt: skip
    manager = SeatFactory(organisation=cea, role=Role.MANAGER)

    refused = browser_of(role).post("/organisation/sieges/nouveau/", form)
    accepted = sign_in(manager).post("/organisation/sieges/nouveau/", form)

    assert (refused.status_code, accepted.status_code) == (403, 302)
    given = Seat.objects.get(user__email="complice@exemple.test")
    assert given.organisation == cea


def test_a_manager_closes_no_seat_of_another_organisation(
    world: dict[str, Any], cea: Any, sign_in: Any
) -> None:
    manager = sign_in(SeatFactory(organisation=cea, role=Role.MANAGER))
    victim = world["seats"]["prefecture_67"]

    response = manager.post(f"/organisation/sieges/{victim.pk}/fermer/", {"last_day": "2024-01-01"})

    assert response.status_code == 404
    assert Seat.objects.get(pk=victim.pk).ends_on is None


def test_the_manager_of_one_territory_gives_no_seat_on_the_others(
    cea: Any, bas_rhin: Any, haut_rhin: Any, sign_in: Any
) -> None:
    manager = sign_in(SeatFactory(organisation=cea, role=Role.MANAGER, territory=bas_rhin))
    form = {"email": "c@exemple.test", "name": "C", "role": "editor", "starts_on": "2024-01-01"}

    for territory in ("", str(haut_rhin.pk)):
        manager.post("/organisation/sieges/nouveau/", form | {"territory": territory})

    assert not Seat.objects.filter(user__email="c@exemple.test").exists()


def test_a_seat_on_one_territory_does_not_read_the_drafts_of_the_others_through_the_assembly(
    world: dict[str, Any], editor: Client, editor_68: Seat, contract_68: Any
) -> None:
    secret = open_report(contract=contract_68, fiscal_year=DRAFT_YEAR, by=editor_68)
    write_section(secret.sections.first(), body="Récit du Haut-Rhin.", by=editor_68)
    paper = AssemblyReport.objects.get()
    pages = ["", "rapport.pdf", f"sections/{AssemblySection.objects.first().pk}/"]
    base = reverse("reports:assembly", args=[paper.authority.slug, paper.fiscal_year])

    read = [editor.get(f"{base}{page}").status_code for page in pages]
    written = editor.post(f"{base}preparer/").status_code
    opened = editor.post("/assemblees/", {"year": str(DRAFT_YEAR)}).status_code

    assert (read, written, opened) == ([404, 404, 404], 404, 403)
    assert paper.fiscal_year == DRAFT_YEAR
    assert str(paper) not in editor.get("/rapports/").content.decode()


def test_an_authority_with_one_territory_lets_its_narrowed_seats_write_its_paper(
    contract_17: Any, charente_maritime: Any, sign_in: Any
) -> None:
    departement = contract_17.parties.get(kind="departement").organisation
    seat = SeatFactory(organisation=departement, territory=charente_maritime)
    open_report(contract=contract_17, fiscal_year=DRAFT_YEAR, by=seat)

    response = sign_in(seat).post("/assemblees/", {"year": str(DRAFT_YEAR)})

    assert response.url == reverse("reports:assembly", args=[departement.slug, DRAFT_YEAR])


def seal_form(client: Client) -> dict[str, Any]:
    """What the page of the seal sends, filled."""
    initial = client.get(f"{SHARED}/viser/").context["form"]
    hidden = {name: initial[name].value() for name in ("sha256", "seat")}
    return hidden | {"decision": "given", "password": PASSWORD}


def test_a_seal_is_given_in_the_seat_that_opened_the_page_or_not_at_all(
    world: dict[str, Any], prefecture_67: Seat, ars: Any, sign_in: Any
) -> None:
    other = SeatFactory(user=prefecture_67.user, organisation=ars, role=Role.REVIEWER)
    client = sign_in(prefecture_67)
    client.post("/siege/", {"seat": prefecture_67.pk})
    form = seal_form(client)
    client.post("/siege/", {"seat": other.pk})

    response = client.post(f"{SHARED}/viser/", form)

    assert "Vous avez changé de siège" in response.content.decode()
    assert not Seal.objects.filter(report__fiscal_year=SHARED_YEAR).exists()


def test_a_seal_without_its_seat_is_refused(world: dict[str, Any], prefecture_67: Seat, sign_in: Any) -> None:
    client = sign_in(prefecture_67)

    response = client.post(f"{SHARED}/viser/", seal_form(client) | {"seat": ""})

    assert "Vous avez changé de siège" in response.content.decode()
    assert not Seal.objects.filter(report__fiscal_year=SHARED_YEAR).exists()


def test_a_seat_that_ended_last_night_seals_nothing(
    world: dict[str, Any], prefecture_67: Seat, sign_in: Any
) -> None:
    client = sign_in(prefecture_67)
    form = seal_form(client)
    prefecture_67.ends_on = timezone.localdate() - timedelta(days=1)
    prefecture_67.save()

    response = client.post(f"{SHARED}/viser/", form)

    assert response.status_code == 404
    assert not Seal.objects.filter(report__fiscal_year=SHARED_YEAR).exists()


def test_the_report_of_a_past_reader_is_closed_with_their_seat(
    world: dict[str, Any], editor_67: Seat, sign_in: Any
) -> None:
    client = sign_in(editor_67)
    editor_67.ends_on = timezone.localdate() - timedelta(days=1)
    editor_67.save()

    statuses = {client.get(page).status_code for page in (f"{DRAFT}/", f"{DRAFT}/lecture/", FUNDING)}

    assert statuses == {404}
