"""What does not hold in the money of a year, told line by line, action by action, source by source."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from funding.alerts import AlertKind, alerts_of, elapsed_percent

EARLY, LATE, OVER = date(2024, 3, 31), date(2024, 10, 1), date(2025, 1, 1)


@dataclass(frozen=True)
class Action:
    """An action without a database."""

    pk: int
    number: int

    def __str__(self) -> str:
        return f"{self.number}. Une action"


@dataclass(frozen=True)
class Line:
    """A line without a database."""

    pk: int = 1
    source: str = "p304"
    payee_label: str = "Département"
    action: Action | None = None
    carried_in_amount: Decimal | None = None
    requested_amount: Decimal | None = None
    notified_amount: Decimal | None = None
    payment_credits_amount: Decimal | None = None
    committed_amount: Decimal | None = None
    paid_amount: Decimal | None = None
    spent_amount: Decimal | None = None
    carried_over_amount: Decimal | None = None

    @property
    def action_id(self) -> int | None:
        return self.action and self.action.pk

    def get_source_display(self) -> str:
        return {"p304": "Programme 304", "fir": "FIR"}[self.source]


def line(**amounts: str | int) -> Line:
    return Line(**{f"{name}_amount": Decimal(amount) for name, amount in amounts.items()})


def told(lines, actions=(), on=EARLY):
    return [(alert.kind, alert.text) for alert in alerts_of(lines, actions, 2024, on)]


def kinds(lines, actions=(), on=EARLY):
    return [kind for kind, _ in told(lines, actions, on)]


@pytest.mark.parametrize(
    ("amounts", "kind", "excess"),
    [
        ({"paid": "100.00", "spent": "100.01"}, AlertKind.OVERSPENT, "0,01\u00a0€ de trop"),
        ({"notified": 100, "paid": 130}, AlertKind.OVERPAID, "30\u00a0€ de trop"),
        ({"notified": 100, "payment_credits": 60, "paid": 70}, AlertKind.OVERPAID, "10\u00a0€ de trop"),
        ({"notified": 100, "committed": 101}, AlertKind.OVERCOMMITTED, "1\u00a0€ de trop"),
        ({"notified": 100, "spent": 80, "carried_over": 21}, AlertKind.OVERCARRIED, "1\u00a0€ de trop"),
    ],
)
def test_an_amount_above_the_one_it_comes_from_is_told_to_the_cent(amounts, kind, excess):
    [(found, text)] = told([line(**amounts)])

    assert found == kind
    assert text.startswith("Programme 304, Département\u00a0: ")
    assert excess in text
    assert alerts_of([line(**amounts)], [], 2024, EARLY)[0].target == "line-1"


@pytest.mark.parametrize(
    "amounts",
    [
        {"paid": 100, "spent": 100},
        {"spent": 100},
        {"paid": 100},
        {"paid": 100, "carried_in": 50, "spent": 150},
        {"notified": 100, "payment_credits": 60, "committed": 100, "paid": 60},
        {"notified": 100, "spent": 80, "carried_over": 20},
        {"notified": 0, "paid": 0, "spent": 0},
    ],
)
def test_what_holds_or_is_not_filled_says_nothing(amounts):
    assert kinds([line(**amounts)]) == []


def test_an_action_without_money_and_money_without_action_are_told():
    funded, bare, gone = Action(1, 1), Action(2, 2), Action(3, 3)
    lines = [
        replace(line(notified=100), action=funded),
        replace(line(notified="50.50"), pk=2),
        replace(line(paid=1), pk=3, action=gone),
        replace(line(), pk=4, action=bare),
    ]

    assert told(lines, [funded, bare]) == [
        (AlertKind.NO_MONEY, "2. Une action\u00a0: aucun montant cette année."),
        (
            AlertKind.NO_ACTION,
            "1\u00a0ligne, 50,50\u00a0€ notifiés\u00a0: n’est rattachée à aucune action.",
        ),
        (
            AlertKind.NO_ACTION,
            "Programme 304, Département, action 3\u00a0: cette action ne court pas cette année.",
        ),
    ]


def test_a_contract_without_actions_is_not_told_that_its_money_has_none():
    assert kinds([line(notified=100)]) == []


def test_what_is_spent_far_behind_the_year_is_told_by_source():
    slow, quick = line(notified=1000, spent=100), replace(line(notified=10, spent=9), source="fir")

    assert kinds([slow, quick], on=EARLY) == []
    [(kind, text)] = told([slow, quick], on=LATE)
    assert kind == AlertKind.LATE
    assert text == (
        "Programme 304\u00a0: 100\u00a0€ dépensés sur 1\u00a0000\u00a0€ disponibles (10\u00a0%) alors que "
        "75\u00a0% de l’exercice est écoulé."
    )


@pytest.mark.parametrize(("spent", "found"), [(899, [AlertKind.LATE]), (900, [])])
def test_a_year_that_is_over_should_have_spent_nine_tenths_of_what_it_had(spent, found):
    lines = [replace(line(notified=800, spent=spent), carried_in_amount=Decimal(200))]

    assert [kind for kind in kinds(lines, on=OVER) if kind == AlertKind.LATE] == found


@pytest.mark.parametrize(
    ("on", "elapsed"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 3, 31), None),
        (date(2024, 7, 1), Decimal(183) * 100 / 366),
        (date(2024, 12, 31), Decimal(100)),
        (date(2025, 1, 1), Decimal(100)),
    ],
)
def test_the_share_of_the_year_that_has_gone(on, elapsed):
    assert elapsed_percent(2024, on) == elapsed
