"""The indicators of an action: which may be chosen, which are, and how they are written with it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from contracts.models import Action, Contract
from contracts.plan.followed import FollowedBy, declare
from indicators.models import ActionIndicator, Indicator
from indicators.readings import natural_key


def offered(contract: Contract) -> "QuerySet[Indicator]":
    """Those that the contract follows, national and its own."""
    return Indicator.objects.followed_by(contract).order_by("objective__number", "code")


def held(action: Action) -> list[Indicator]:
    """Those of the action, by their codes."""
    return sorted(
        (tie.indicator for tie in action.indicator_ties.all()), key=lambda one: natural_key(one.code)
    )


def write(action: Action, chosen: Iterable[Indicator]) -> None:
    """Make the indicators of the action those; one that the contract does not follow is refused, unless the
    action had it. Within the caller's transaction. Raises ValidationError."""
    wanted = {one.pk for one in chosen}
    standing = {tie.indicator_id: tie for tie in action.indicator_ties.all()}
    followed = set(offered(action.contract).values_list("pk", flat=True))
    if wanted - followed - standing.keys():
        raise ValidationError("Un indicateur n’est pas suivi par ce contrat.")
    for pk in sorted(standing.keys() - wanted):
        standing[pk].delete()
    for pk in sorted(wanted - standing.keys()):
        ActionIndicator.objects.create(action=action, indicator_id=pk)


declare(
    FollowedBy(
        prefetch="indicator_ties__indicator",
        offered=offered,
        held=held,
        code=lambda indicator: indicator.code,
        write=write,
        among=lambda keys: list(Indicator.objects.filter(pk__in=keys)),
    )
)
