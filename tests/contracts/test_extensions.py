"""A report whose closing is put back from 30 June to 30 September for one territory, as in 2021 for all."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.campaigns.extensions import (
    ask_extension,
    grant_extension,
    lift_extension,
    refuse_extension,
    withdraw_extension,
)
from contracts.deadlines import report_due_dates
from contracts.models import DeadlineExtension, ExtensionRequest
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from reports.builder import deadline_content
from tests.factories import DeadlineFactory, ExtensionRequestFactory, ReportFactory
from tests.refusals import refused

JUNE, SEPTEMBER, OCTOBER = date(2025, 6, 30), date(2025, 9, 30), date(2025, 10, 31)
WHY = "Poste vacant depuis mars."
IN_JULY = datetime(2025, 7, 3, 10, tzinfo=UTC)


@pytest.fixture
def deadline(contract_67):
    return DeadlineFactory(campaign__framework=contract_67.framework)


@pytest.fixture
def asked(deadline, contract_67, editor_67):
    return ask_extension(contract_67, deadline, wished_on=SEPTEMBER, reason=WHY, by=editor_67)


def ask_url(deadline):
    return reverse("contracts:extension_ask", args=["67-2020", deadline.pk])


def url_of(request, act=""):
    name, more = ("extension_act", [act]) if act else ("extension", [])
    return reverse(f"contracts:{name}", args=["67-2020", request.pk, *more])


@time_machine.travel(IN_JULY, tick=False)
def test_the_real_case_from_30_june_to_30_september(
    sign_in, deadline, contract_67, editor_67, editor_68, prefecture_67, dgcs
):
    departement, nation = sign_in(editor_67), sign_in(dgcs)
    assert "en retard de 3\u00a0jours" in departement.get("/").text

    asking = departement.post(ask_url(deadline), {"wished_on": "2025-09-30", "reason": WHY}, follow=True)
    asked = ExtensionRequest.objects.get()
    assert asking.redirect_chain[-1][0] == url_of(asked)
    assert "Report d’échéance demandé" in departement.get("/").text
    assert "Report d’échéance demandé" in sign_in(prefecture_67).get("/").text
    assert url_of(asked) in nation.get("/").text

    answer = {"decision": "accorder", "granted_on": "2025-09-30", "answer": "", "version": asked.version}
    granted = nation.post(url_of(asked), answer, follow=True)
    assert "Le report est accordé." in granted.text

    # Everywhere, the day that counts for this territory, and for it alone.
    home = departement.get("/").text
    assert "en retard" not in home
    assert "dans 89\u00a0jours" in home
    assert "date reportée pour ce territoire" in home
    calendar = departement.get("/campagnes/").text
    assert "Bas-Rhin\u00a0: reporté au 30 septembre 2025" in calendar
    year = departement.get(reverse("reports:backward", args=["67-2020", 2024])).text
    assert "au lieu du 30 juin 2025" in year
    assert deadline_content(contract_67, 2024).due_on == SEPTEMBER
    assert "en retard de 3\u00a0jours" in sign_in(editor_68).get("/").text
    answer = JournalEntry.objects.get(act="Accorder le report").after
    assert answer == {"state": "granted", "granted_on": "2025-09-30"}
    acts = list(JournalEntry.objects.filter(chain="67-2020").values_list("act", flat=True))
    assert acts == ["Demander un report d’échéance", "Accorder le report"]
    assert "report au 30/09/2025" in departement.get(reverse("contracts:history", args=["67-2020"])).text


def test_the_date_granted_may_be_another_than_the_one_asked(asked, contract_67, dgcs):
    grant_extension(asked, by=dgcs, granted_on=date(2025, 8, 31), reason="Un mois suffit.")

    assert (asked.state, asked.granted_on, asked.answer) == ("granted", date(2025, 8, 31), "Un mois suffit.")
    row = DeadlineExtension.objects.get()
    assert (row.due_on, row.reason, row.territory) == (date(2025, 8, 31), WHY, contract_67.territory)


def test_a_later_request_moves_the_same_extension(asked, deadline, contract_67, editor_67, dgcs):
    grant_extension(asked, by=dgcs, granted_on=SEPTEMBER)

    again = ask_extension(contract_67, deadline, wished_on=OCTOBER, reason=WHY, by=editor_67)
    grant_extension(again, by=dgcs, granted_on=OCTOBER)

    assert DeadlineExtension.objects.get().due_on == OCTOBER
    with pytest.raises(TransitionRefused, match="Un autre report a été accordé depuis"):
        lift_extension(asked, by=dgcs, reason="Erreur.")


@pytest.mark.parametrize(
    ("wished_on", "told"),
    [
        (JUNE, "déjà au 30 juin 2025"),
        (date(2025, 1, 1), "déjà au 30 juin 2025"),
        (date(2027, 6, 30), "ne dépasse pas un an"),
    ],
)
def test_a_date_that_puts_nothing_back_is_refused(deadline, contract_67, editor_67, wished_on, told):
    with pytest.raises(ValidationError, match=told):
        ask_extension(contract_67, deadline, wished_on=wished_on, reason=WHY, by=editor_67)


def test_everything_wrong_is_told_at_once_and_kept(sign_in, deadline, editor_67):
    answer = sign_in(editor_67).post(ask_url(deadline), {"wished_on": "30/02/2025", "reason": ""})

    assert answer.status_code == 422
    assert "2\u00a0points à corriger" in answer.text
    assert "30/02/2025" in answer.text


def test_one_request_waits_at_a_time(sign_in, asked, deadline, editor_67):
    answer = sign_in(editor_67).post(ask_url(deadline), {"wished_on": "2025-10-31", "reason": WHY})

    assert "attend déjà une réponse" in answer.text
    assert ExtensionRequest.objects.count() == 1


def test_nothing_is_put_back_once_the_report_is_agreed(sign_in, deadline, contract_67, editor_67):
    ReportFactory(contract=contract_67, in_state="agreed")

    page = sign_in(editor_67).get(ask_url(deadline)).text
    with pytest.raises(TransitionRefused, match="est arrêté"):
        ask_extension(contract_67, deadline, wished_on=SEPTEMBER, reason=WHY, by=editor_67)

    assert "Le rapport est arrêté" in page


def test_a_refusal_has_its_reason(sign_in, asked, dgcs, editor_67):
    client = sign_in(dgcs)
    answer = {"decision": "refuser", "granted_on": "", "answer": "", "version": asked.version}

    bare = client.post(url_of(asked), answer)
    client.post(url_of(asked), answer | {"answer": "Le texte ne le permet pas."})

    assert bare.status_code == 422
    assert "Motivez le refus" in bare.text
    asked.refresh_from_db()
    assert (asked.state, asked.granted_on) == ("refused", None)
    assert "Le texte ne le permet pas." in sign_in(editor_67).get(url_of(asked)).text
    assert not DeadlineExtension.objects.exists()


def test_a_yes_without_a_day_or_with_an_earlier_one_is_refused(sign_in, asked, dgcs):
    client = sign_in(dgcs)
    answer = {"decision": "accorder", "answer": "", "version": asked.version}

    assert "Indiquez la date accordée." in client.post(url_of(asked), answer).text
    assert "déjà au 30 juin 2025" in client.post(url_of(asked), answer | {"granted_on": "2025-06-01"}).text


def test_who_asked_withdraws_before_the_answer_and_no_longer_after(sign_in, asked, editor_67, dgcs):
    client, version = sign_in(editor_67), {"version": asked.version}

    client.post(url_of(asked, "retrait"), version)
    asked.refresh_from_db()
    again = client.post(url_of(asked, "retrait"), {"version": asked.version}, follow=True)

    assert asked.state == "withdrawn"
    assert "n’est plus possible" in again.text
    with pytest.raises(TransitionRefused):
        grant_extension(asked, by=dgcs, granted_on=SEPTEMBER)


def test_what_was_granted_by_mistake_is_lifted_with_a_reason(sign_in, asked, contract_67, dgcs):
    grant_extension(asked, by=dgcs, granted_on=SEPTEMBER)
    client = sign_in(dgcs)

    bare = client.post(url_of(asked, "levee"), {"reason": "", "version": asked.version}, follow=True)
    client.post(url_of(asked, "levee"), {"reason": "Accordé par erreur.", "version": asked.version})

    assert "Dites pourquoi" in bare.text
    asked.refresh_from_db()
    assert (asked.state, asked.granted_on) == ("lifted", SEPTEMBER)
    assert report_due_dates([contract_67], IN_JULY)[contract_67.pk, 2024].due_on == JUNE
    assert DeadlineExtension.history.first().history_change_reason == "Accordé par erreur."


def test_the_national_level_alone_is_offered_to_lift(sign_in, asked, editor_67, dgcs):
    grant_extension(asked, by=dgcs, granted_on=SEPTEMBER)

    assert "Pourquoi le report est levé" in sign_in(dgcs).get(url_of(asked)).text
    assert "Pourquoi le report est levé" not in sign_in(editor_67).get(url_of(asked)).text


def test_a_request_refused_on_an_agreed_report_says_so_on_its_page(sign_in, deadline, contract_67, editor_67):
    ReportFactory(contract=contract_67, in_state="agreed")

    answer = sign_in(editor_67).post(ask_url(deadline), {"wished_on": "2025-09-30", "reason": WHY})

    assert (answer.status_code, ExtensionRequest.objects.count()) == (422, 0)


def test_an_answer_to_another_version_is_refused(asked, dgcs, sign_in):
    with pytest.raises(StaleVersion):
        grant_extension(asked, by=dgcs, granted_on=SEPTEMBER, shown_version=asked.version + 1)
    answer = {"decision": "accorder", "granted_on": "2025-09-30", "answer": "", "version": 99}

    assert sign_in(dgcs).post(url_of(asked), answer).status_code == 409


def test_each_act_is_its_own_seat_s(asked, deadline, contract_67, prefecture_67, editor_17, editor_67, dgcs):
    for seat in (prefecture_67, editor_17):
        with pytest.raises(PermissionDenied):
            ask_extension(contract_67, deadline, wished_on=OCTOBER, reason=WHY, by=seat)
        with pytest.raises(PermissionDenied):
            withdraw_extension(asked, by=seat)
    for answer in (
        lambda: grant_extension(asked, by=editor_67, granted_on=SEPTEMBER),
        lambda: refuse_extension(asked, by=editor_67, reason="Non."),
    ):
        with pytest.raises(PermissionDenied):
            answer()


def test_the_deadline_of_another_framework_or_year_is_not_found(sign_in, contract_67, editor_67):
    elsewhere = DeadlineFactory(campaign__framework=contract_67.framework, campaign__fiscal_year=2031)

    assert sign_in(editor_67).get(ask_url(elsewhere)).status_code == 404
    unknown = reverse("contracts:extension", args=["67-2020", 999_999])
    assert sign_in(editor_67).get(unknown).status_code == 404


def test_an_unknown_act_is_not_found(sign_in, asked, editor_67):
    assert sign_in(editor_67).post(url_of(asked, "autre")).status_code == 404


def test_a_national_date_moved_beyond_what_was_granted_is_that_of_the_territory_too(
    asked, deadline, contract_67, dgcs
):
    grant_extension(asked, by=dgcs, granted_on=SEPTEMBER)
    deadline.due_on = OCTOBER
    deadline.save()

    due = report_due_dates([contract_67], IN_JULY)[contract_67.pk, 2024]
    assert (due.due_on, due.is_extended) == (OCTOBER, False)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "asked"}, "extension_asked_once_at_a_time"),
        ({"state": "granted"}, "extension_granted_iff_dated"),
        ({"state": "refused", "answer": ""}, "extension_refused_with_a_reason"),
    ],
)
def test_what_the_database_refuses(asked, fields, constraint):
    again = ExtensionRequestFactory.build(contract=asked.contract, deadline=asked.deadline, **fields)

    refused(again, constraint)


def test_the_lists_cost_the_same_whatever_the_requests(sign_in, contract_67, contract_68, contract_17, dgcs):
    client, deadline = sign_in(dgcs), DeadlineFactory(campaign__framework=contract_67.framework)
    ExtensionRequestFactory(contract=contract_67, deadline=deadline)
    counts = []
    for more in ((), (contract_68, contract_17)):
        for contract in more:
            ExtensionRequestFactory(contract=contract, deadline=deadline)
        for url in ("/", "/campagnes/"):
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                client.get(url)
            counts.append(len(seen))

    assert counts[:2] == counts[2:]
