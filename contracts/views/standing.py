"""The contract as of a day, and what differs between two days or with a draft amendment."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.enums import AmendmentState
from contracts.forms import ComparedForm, DayForm
from contracts.models import Amendment, Contract
from contracts.pages import contract_or_404, contract_page
from contracts.standing import Statement, by_section, changes_by_section, statement_of


@require_safe
def in_force(request: HttpRequest, reference: str) -> HttpResponse:
    """What the contract said on the day of `?au=`, today in its own territory by default."""
    contract = contract_or_404(request.seat, reference)
    form = DayForm(request.GET or None)
    asked = form.cleaned_data.get("au") if form.is_valid() else None
    day = asked or contract.day_there(timezone.now())
    statement = statement_of(contract)
    rows = statement.on(day)
    context = contract_page(contract, "summary", beyond=[("En vigueur", "")]) | {
        "form": form if form.is_bound else DayForm(initial={"au": day}),
        "day": day,
        "state": statement.state_on(day),
        "sections": by_section(rows),
        "taken_since": statement.taken_since(day),
        "milestones": milestones(statement),
        "is_presumed": statement.past.calendar.signature.is_presumed,
    }
    return render(request, "contracts/standing/in_force.html", context)


@require_safe
def differences(request: HttpRequest, reference: str) -> HttpResponse:
    """What differs between the days `?du=` and `?au=`, or with the draft amendment `?avec=`."""
    contract = contract_or_404(request.seat, reference)
    statement = statement_of(contract)
    today = contract.day_there(timezone.now())
    drafts = list(contract.amendments.filter(state=AmendmentState.DRAFT).prefetch_related("changes"))
    initial = {"du": statement.past.calendar.signature.since, "au": today}
    form = ComparedForm(request.GET if request.GET else initial, drafts=drafts)
    context = contract_page(contract, "summary", beyond=[("Différences", "")])
    context |= {"form": form, "milestones": milestones(statement), "groups": None}
    if form.is_valid():
        context |= _compared(statement, form.cleaned_data, {one.number: one for one in drafts}, today)
    return render(request, "contracts/standing/differences.html", context)


def _compared(
    statement: Statement, given: dict[str, Any], drafts: dict[int, Amendment], today: date
) -> dict[str, Any]:
    first, last = given["du"], given.get("au") or today
    draft = drafts.get(given.get("avec") or 0)
    after = statement.with_draft(draft, last) if draft else statement.on(last)
    groups = changes_by_section(statement.on(first), after)
    return {"groups": groups, "first": first, "last": last, "draft": draft}


def milestones(statement: Statement) -> list[tuple[date, str]]:
    """The days on which the contract changed, with what did it."""
    calendar = statement.past.calendar
    moments = [calendar.signature, *calendar.amendments.values()]
    contract: Contract = statement.contract
    if contract.state in ("draft", "signing"):
        return []
    return [(one.since, one.origin) for one in sorted(moments, key=lambda one: one.since)]
