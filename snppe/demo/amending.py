"""Amendments of the demonstration: recorded as a source tells them, or walked through the pages’ acts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.models import Seat
from contracts.amending import acts
from contracts.amending.registry import bringer
from contracts.amending.signatories import signatories
from contracts.amending.workflow import sign_amendment
from contracts.enums import AmendmentState
from contracts.models import Amendment, Contract
from core import journal
from core.acting import acting
from indicators.models import Indicator


def record(contract: Contract, described: Mapping[str, Any], *, by: Seat) -> None:
    """An amendment of which a source gives the effect and no date: kept as it is told."""
    amendment = Amendment(
        contract=contract,
        number=described["number"],
        title=described["title"],
        kinds=described["kinds"],
        state=AmendmentState.SIGNED,
        new_ends_on=date.fromisoformat(described["new_ends_on"]),
        provenance=described["provenance"],
    )
    with acting(by):
        amendment.full_clean()
        amendment.save()
        after = {"title": amendment.title, "new_ends_on": described["new_ends_on"]}
        journal.record(
            chain=contract.journal_chain, act="Enregistrer un avenant", subject=amendment, after=after
        )


def draft(contract: Contract, described: Mapping[str, Any], *, by: Seat, payer: Seat) -> Amendment:
    """A draft with all that it would change, its credits proposed by their payer."""
    values = {name: described.get(name) for name in ("kinds", "title", "fiscal_year")}
    values |= {"purpose": described.get("purpose", ""), "effective_on": _day(described.get("effective_on"))}
    amendment = acts.open_amendment(contract, values=values, by=by)
    with acting(by):
        amendment.provenance = described["provenance"]
        amendment.save_next()
    for change in described["changes"]:
        _propose(amendment, change, by=payer if change["key"] == "credit" else by)
    return amendment


def amend(contract: Contract, described: Mapping[str, Any], *, by: Seat) -> None:
    """A signed amendment, walked from its draft to its signature."""
    amendment = draft(contract, described, by=by, payer=by)
    day = date.fromisoformat(described["signed_on"])
    sooner = {kind: date.fromisoformat(text) for kind, text in described.get("signed_sooner", {}).items()}
    dates = {one.organisation.pk: sooner.get(one.organisation.kind, day) for one in signatories(amendment)}
    sign_amendment(amendment, by=by, dates=dates)


def _propose(amendment: Amendment, change: Mapping[str, Any], *, by: Seat) -> None:
    brought = bringer(change["key"])
    if brought is None:
        raise LookupError(change["key"])
    form = brought.form(_typed(amendment.contract, change), amendment, by)
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    acts.propose(amendment, bringer=brought, proposal=form.proposal, by=by)


def _typed(contract: Contract, change: Mapping[str, Any]) -> dict[str, Any]:
    """What a person would send: rows by their keys instead of the names of the file."""
    typed = {name: value for name, value in change.items() if name not in ("key", "source")}
    objectives = contract.framework.objectives
    if "objective" in change:
        typed["objective"] = objectives.get(number=change["objective"]).pk
    if "objectives" in change:
        typed["objectives"] = [
            str(pk) for pk in objectives.filter(number__in=change["objectives"]).values_list("pk", flat=True)
        ]
    if "indicator" in change:
        followed = Indicator.objects.followed_by(contract)
        typed["indicator"] = followed.get(code=change["indicator"], contract=None).pk
    if "source" in change:
        lines = contract.funding_lines.filter(fiscal_year=2024, source=change["source"])
        typed["line"] = str(lines.order_by("position", "pk").values_list("pk", flat=True)[0])
    return typed


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
