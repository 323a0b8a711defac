"""What does not hold in the money of a year, in French sentences. Pure: no database in it.

No official text gives a threshold of under-consumption (domain.md § 2.5): those below are ours, and the page
says them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from core.formats import NBSP, counted, euros, percent
from funding.balance import available, remaining
from funding.naming import name_of, prefix_of

# How far the share spent may stay behind the share of the year that has gone, in points; from which month it
# is told; what a year that is over should have spent, in per cent.
LATE_BY = 30
TOLD_FROM_MONTH = 4
EXPECTED_AT_THE_END = 90


class AlertKind(StrEnum):
    """What an alert is about."""

    OVERSPENT = "overspent"
    OVERPAID = "overpaid"
    OVERCOMMITTED = "overcommitted"
    OVERCARRIED = "overcarried"
    CARRIED_MORE = "carried_more"
    NO_MONEY = "no_money"
    NO_ACTION = "no_action"
    LATE = "late"

    @property
    def label(self) -> str:
        """As the page says it."""
        return {
            AlertKind.OVERSPENT: "Dépensé plus que payé",
            AlertKind.OVERPAID: "Payé plus que notifié",
            AlertKind.OVERCOMMITTED: "Engagé plus que notifié",
            AlertKind.OVERCARRIED: "Reporté plus que ce qui reste",
            AlertKind.CARRIED_MORE: "Report accepté de plus que ce qui reste",
            AlertKind.NO_MONEY: "Action sans financement",
            AlertKind.NO_ACTION: "Financement sans action",
            AlertKind.LATE: "Sous-consommation",
        }[self]


@dataclass(frozen=True)
class Alert:
    """One thing to look at: its kind, a sentence, the identifier of the line in the page if it is one."""

    kind: AlertKind
    text: str
    target: str = ""


def alerts_of(lines: Sequence[Any], actions: Iterable[Any], year: int, on: date) -> list[Alert]:
    """Everything that does not hold on a day, `actions` being those of the contract that run in the year.

    `lines` come source by source.
    """
    return [
        *excesses_of(lines),
        *_without_money(lines, actions),
        *_without_action(lines, actions),
        *_late(lines, year, on),
    ]


def carried_beyond(carries: Iterable[Any], year: int) -> list[Alert]:
    """The carry-overs accepted from or into a year that exceed what is left today of the line they come from:
    it was corrected since. Told on both years."""
    told = []
    for carry in carries:
        left = remaining(carry.line)
        if left is not None and carry.amount <= left:
            continue
        now = "n’est plus connu" if left is None else f"n’est plus que de {euros(max(left, Decimal(0)))}"
        name = name_of(carry.into if year == carry.into.fiscal_year else carry.line)
        text = (
            f"{name}{NBSP}: {euros(carry.amount)} reportés de {carry.line.fiscal_year}, dont le reste {now} "
            "depuis une correction."
        )
        target = carry.into if year == carry.into.fiscal_year else carry.line
        told.append(Alert(AlertKind.CARRIED_MORE, text, prefix_of(target)))
    return told


def excesses_of(lines: Iterable[Any]) -> list[Alert]:
    """The amounts that exceed what they come from, line by line: money that does not add up."""
    return [alert for line in lines for alert in _of_line(line)]


def _of_line(line: Any) -> Iterator[Alert]:
    """What exceeds what it comes from, amount by amount; an amount that is not filled says nothing."""
    at_hand, left = _sum(line.paid_amount, line.carried_in_amount), remaining(line)
    if line.payment_credits_amount is None:
        credits, called = line.notified_amount, "notifié"
    else:
        credits, called = line.payment_credits_amount, "notifié en crédits de paiement"
    yield from _over(line, AlertKind.OVERSPENT, ("dépensé", line.spent_amount), ("payé", at_hand))
    yield from _over(line, AlertKind.OVERPAID, ("payé", line.paid_amount), (called, credits))
    told = ("notifié", line.notified_amount)
    yield from _over(line, AlertKind.OVERCOMMITTED, ("engagé", line.committed_amount), told)
    if left is not None:
        kept = ("reporté", line.carried_over_amount)
        yield from _over(line, AlertKind.OVERCARRIED, kept, ("restant", max(left, Decimal(0))))


def _over(
    line: Any, kind: AlertKind, more: tuple[str, Decimal | None], less: tuple[str, Decimal | None]
) -> Iterator[Alert]:
    (word, amount), (of, limit) = more, less
    if amount is not None and limit is not None and amount > limit:
        told = f"{euros(amount)} {word}, {euros(limit)} {of}{NBSP}: {euros(amount - limit)} de trop."
        yield Alert(kind, f"{name_of(line)}{NBSP}: {told}", prefix_of(line))


def _without_money(lines: Iterable[Any], actions: Iterable[Any]) -> Iterator[Alert]:
    funded = {line.action_id for line in lines if _has_amount(line)}
    for action in actions:
        if action.pk not in funded:
            yield Alert(AlertKind.NO_MONEY, f"{action}{NBSP}: aucun montant cette année.")


def _without_action(lines: Iterable[Any], actions: Collection[Any] | Iterable[Any]) -> Iterator[Alert]:
    """Lines of the whole contract, once it has actions; and those of an action that does not run."""
    running = {action.pk for action in actions}
    paid = [line for line in lines if _has_amount(line)]
    alone = [line for line in paid if not line.action_id]
    notified = [line.notified_amount for line in alone if line.notified_amount is not None]
    if alone and running:
        told = f", {euros(sum(notified, Decimal(0)))} notifiés" if notified else ""
        verb = "n’est rattachée" if len(alone) < 2 else "ne sont rattachées"
        yield Alert(
            AlertKind.NO_ACTION, f"{counted(len(alone), 'ligne')}{told}{NBSP}: {verb} à aucune action."
        )
    for line in paid:
        if line.action_id and line.action_id not in running:
            told = f"{name_of(line)}{NBSP}: cette action ne court pas cette année."
            yield Alert(AlertKind.NO_ACTION, told, prefix_of(line))


def _late(lines: Sequence[Any], year: int, on: date) -> Iterator[Alert]:
    """Source by source, what is spent far behind the time that has gone."""
    elapsed = elapsed_percent(year, on)
    if elapsed is None:
        return
    for _, rows in groupby(lines, key=lambda line: line.source):
        own = [(line, available(line)) for line in rows]
        counted_in = [(line, amount) for line, amount in own if amount]
        whole = sum((amount for _, amount in counted_in), Decimal(0))
        spent = sum((line.spent_amount or Decimal(0) for line, _ in counted_in), Decimal(0))
        expected = EXPECTED_AT_THE_END if elapsed == 100 else elapsed - LATE_BY
        if whole and spent * 100 < whole * expected:
            yield Alert(AlertKind.LATE, _told_late(counted_in[0][0], spent, whole, elapsed))


def _told_late(line: Any, spent: Decimal, whole: Decimal, elapsed: Decimal) -> str:
    when = "l’exercice est clos" if elapsed == 100 else f"{percent(elapsed, 0)} de l’exercice est écoulé"
    share = percent(spent * 100 / whole, 0)
    return (
        f"{line.get_source_display()}{NBSP}: {euros(spent)} dépensés sur {euros(whole)} disponibles "
        f"({share}) alors que {when}."
    )


def elapsed_percent(year: int, on: date) -> Decimal | None:
    """The share of the year that has gone on a day, in per cent; None while it is too early to tell."""
    if on < date(year, TOLD_FROM_MONTH, 1):
        return None
    if on.year > year:
        return Decimal(100)
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Decimal((on - first).days + 1) * 100 / ((last - first).days + 1)


def _has_amount(line: Any) -> bool:
    amounts = (line.carried_in_amount, line.notified_amount, line.paid_amount, line.spent_amount)
    return any(amounts)


def _sum(*amounts: Decimal | None) -> Decimal | None:
    """None when the first is not filled: what is carried in adds to what is paid."""
    return None if amounts[0] is None else sum((one for one in amounts if one is not None), Decimal(0))
