"""Reminding a party: who, of what, how often, and what it receives."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.models import JournalEntry
from core.workflow import TransitionRefused
from overview.notices.sending import send_notices
from reports import workflow
from reports.models import Reminder
from reports.queries import strip_of
from reports.remarks import make_remark
from reports.reminders import remind

PAGE = reverse("reports:remind", args=["67-2020", 2024])
DETAIL = reverse("reports:detail", args=["67-2020", 2024])


def test_an_awaited_party_is_reminded_by_e_mail_and_on_the_strip(
    sign_in, shared, editor_67, prefecture_67, ars_grand_est
):
    sent = {"organisation": prefecture_67.organisation_id, "message": "Le comité se tient lundi."}

    answer = sign_in(editor_67).post(PAGE, sent, follow=True)
    send_notices()
    send_notices()

    reminders = [one for one in mail.outbox if "Rappel" in one.subject]
    assert [one.to for one in reminders] == [[prefecture_67.user.email]]
    assert "«\u00a0Le comité se tient lundi.\u00a0»" in reminders[0].body
    assert "Le rappel part par courriel" in answer.text
    assert "rappel de Collectivité européenne d’Alsace" in strip_of(shared)[0].detail
    entry = JournalEntry.objects.get(act="Envoyer un rappel")
    assert (entry.seat_label, entry.after["message"]) == (str(editor_67), "Le comité se tient lundi.")


def test_who_has_sealed_meanwhile_is_told_nothing(shared, seal_by, editor_67, prefecture_67):
    remind(shared, by=editor_67, organisation=prefecture_67.organisation)
    seal_by(prefecture_67)

    send_notices()

    assert [one for one in mail.outbox if "Rappel" in one.subject] == []


def test_one_reminder_a_week_to_one_party_whoever_sends_it(
    shared, editor_67, signatory_67, prefecture_67, ars_grand_est
):
    first = remind(shared, by=editor_67, organisation=prefecture_67.organisation)
    remind(shared, by=editor_67, organisation=ars_grand_est.organisation)

    with pytest.raises(TransitionRefused, match="déjà reçu un rappel"):
        remind(shared, by=signatory_67, organisation=prefecture_67.organisation)
    first.sent_at -= timedelta(days=7)
    first.save()
    remind(shared, by=signatory_67, organisation=prefecture_67.organisation)

    assert Reminder.objects.count() == 3


def test_only_what_is_awaited_is_reminded_and_never_oneself(
    shared, seal_by, editor_67, prefecture_67, reader_67, dgcs
):
    seal_by(prefecture_67)

    for organisation in (prefecture_67.organisation, editor_67.organisation):
        with pytest.raises(TransitionRefused, match="Rien n’est attendu"):
            remind(shared, by=editor_67, organisation=organisation)
    for seat in (reader_67, dgcs):
        with pytest.raises(PermissionDenied):
            remind(shared, by=seat, organisation=prefecture_67.organisation)


def test_a_returned_report_awaits_its_departement_since_the_return(
    sign_in, shared, editor_67, prefecture_67, ars_grand_est
):
    make_remark(shared, by=ars_grand_est, body="À revoir.")
    workflow.send_back(shared, by=ars_grand_est, reason="À revoir")

    page = sign_in(prefecture_67).get(PAGE)

    [(pk, told)] = page.context["form"].fields["organisation"].choices
    assert pk == str(editor_67.organisation_id)
    assert "rédaction en cours depuis le" in told


def test_a_stranger_to_the_contract_is_not_reminded(sign_in, shared, editor_67, editor_17):
    answer = sign_in(editor_67).post(PAGE, {"organisation": editor_17.organisation_id})

    assert list(answer.context["form"].errors) == ["organisation"]
    assert not Reminder.objects.exists()


def test_when_nobody_else_is_awaited_the_page_says_so(sign_in, agreed, editor_67):
    answer = sign_in(editor_67).get(PAGE, follow=True)

    assert answer.redirect_chain == [(DETAIL, 302)]
    assert "Aucune autre partie" in answer.text
