"""What the commands that bring values share: whose seat they act in, their options, what they print."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import rules
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Seat
from contracts.models import Contract
from core.disk import reading_fault
from core.formats import NBSP
from core.imports.plan import Plan
from core.imports.questions import FILE, Question, answer_told, parts_of, written
from core.workflow import TransitionRefused
from indicators.enums import ImportState
from indicators.imports.actions import ImportRefused, apply_batch, bring, plan_of, rehearsed
from indicators.imports.bringing import read
from indicators.imports.foreseen import foreseen
from indicators.imports.printing import plan_data, plan_lines
from indicators.imports.readers import Answers
from indicators.models import ImportBatch


def add_import_options(parser: ArgumentParser) -> None:
    """How a command of import looks, writes and prints."""
    parser.add_argument("--dry-run", action="store_true", help="montre ce qui serait fait, n’enregistre rien")
    parser.add_argument(
        "--accept-valid",
        action="store_true",
        help="enregistre les valeurs valides même si d’autres sont retenues",
    )
    parser.add_argument(
        "--answer",
        metavar="RÉPONSE",
        action="append",
        default=[],
        dest="answers",
        help="répond à une question, par l’un des choix que le compte rendu propose\u00a0; se répète",
    )
    parser.add_argument("--json", action="store_true", help="écrit le compte rendu en JSON")
    add_seat_option(parser)


def add_seat_option(parser: ArgumentParser) -> None:
    """In whose name the command acts."""
    parser.add_argument(
        "--seat",
        metavar="ADRESSE",
        default="",
        help="adresse électronique de la personne au nom de qui la commande agit\u00a0; "
        "inutile quand une seule peut saisir ce contrat",
    )


def contract_of(reference: str, year: int) -> Contract:
    """The contract, with what its rights ask for; CommandError when it is unknown or does not cover the
    year."""
    contracts = Contract.objects.select_related("territory__region", "framework")
    contract = contracts.prefetch_related("parties__organisation").filter(reference=reference).first()
    if contract is None:
        raise CommandError(f"Aucun contrat «{NBSP}{reference}{NBSP}».")
    if year not in contract.years:
        raise CommandError(f"Le contrat {reference} ne couvre pas {year}.")
    return contract


def entering_seat(contract: Contract, email: str) -> Seat:
    """The seat that enters the contract's figures: that person's, or the only one there is.

    Raises CommandError that names the candidates.
    """
    seats = Seat.objects.open_on(timezone.localdate()).for_acting()
    parties = [party.organisation_id for party in contract.parties.all()]
    seats = seats.filter(organisation__in=parties, user__is_active=True).order_by("user__email", "pk")
    able = [seat for seat in seats if rules.has_perm("indicators.enter_values", seat, contract)]
    found = [seat for seat in able if seat.user.email.lower() == email.lower()] if email else able
    if email and found:
        return found[0]
    if len(found) == 1:
        return found[0]
    names = ", ".join(dict.fromkeys(seat.user.email for seat in able)) or "personne"
    cause = (
        f"«{NBSP}{email}{NBSP}» ne saisit pas ce contrat" if email else "Dites au nom de qui agir, par --seat"
    )
    raise CommandError(f"{cause}. Peuvent le saisir{NBSP}: {names}.")


def content_of(path: Path) -> bytes:
    """The bytes of a file; CommandError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} n’a pas été lu{NBSP}: {reading_fault(error)}.") from error


def received(kind: str, name: str, content: bytes, by: Seat, options: Mapping[str, Any]) -> ImportBatch:
    """The import of a table; one that leaves nothing behind where the command only looks.

    Raises NotBrought.
    """
    if options["dry_run"]:
        return rehearsed(kind, name, content, by)
    return bring(kind, None, None, name, content, by)


def done(batch: ImportBatch, by: Seat, options: Mapping[str, Any]) -> tuple[Plan, int]:
    """What the options of a command ask of a batch: its plan, and how many values were written.

    Raises CommandError when an answer answers nothing, or the writing itself is refused.
    """
    answers = answers_given(options["answers"])
    plan = planned(batch, answers)
    check_answers(plan, answers)
    if options["dry_run"]:
        return plan, 0
    return plan, applied(batch, plan, options["accept_valid"], by, answers)


def planned(batch: ImportBatch, answers: Answers) -> Plan:
    """What the batch would do, with these answers."""
    if batch.state == ImportState.READING:
        read(batch)
    return plan_of(batch, answers)


def applied(batch: ImportBatch, plan: Plan, accept_valid: bool, by: Seat, answers: Answers) -> int:
    """Write what was planned; how many values were written.

    Nothing is written of a file that cannot be read, nor when a value is held and `accept_valid` is False.
    Raises CommandError when the writing itself is refused.
    """
    if not plan.entries or not (plan.is_whole or accept_valid):
        return 0
    try:
        apply_batch(batch, answers, accept_valid, by, confirmed=plan.mark)
    except (ImportRefused, TransitionRefused) as refused:
        # Its plan would say that all is well: what was refused is none of its values, but their writing.
        raise CommandError(str(refused)) from refused
    return len(plan.entries)


def answers_given(given: Iterable[str]) -> Answers:
    """What was given to `--answer`, by what it is about. Raises CommandError for what is no answer."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for text in given:
        key, sign, answer = text.partition(":")
        parts = parts_of(answer)
        if not sign or len(parts) != 1:
            raise CommandError(
                f"«{NBSP}{text}{NBSP}» n’est pas une réponse{NBSP}: recopiez l’un des choix que le compte "
                "rendu propose."
            )
        found[key] |= parts
    return {key: written(parts) for key, parts in found.items()}


def check_answers(plan: Plan, answers: Answers) -> None:
    """Raise CommandError, naming them, when some answer none of the plan's questions by one of its choices.

    While a question on the whole of a file waits, the others are not known yet.
    """
    if plan.waits:
        return
    asked = {(key, one.about): one.chosen for key, one in _questions_of(plan)}
    lost = [
        answer_told(key, about, chosen)
        for key, text in answers.items()
        for about, chosen in parts_of(text).items()
        if asked.get((key, about)) != chosen
    ]
    if lost:
        raise CommandError(f"Sans objet dans ce fichier{NBSP}: {', '.join(lost)}. Rien n’est enregistré.")


def _questions_of(plan: Plan) -> Iterator[tuple[str, Question]]:
    yield from ((FILE, one) for one in plan.questions)
    yield from ((one.key, question) for one in plan.proposals for question in one.questions)


def tell(command: BaseCommand, plan: Plan, by: Seat, *, written: int, as_json: bool) -> None:
    """Print the report, as `by` may read it.

    Raises CommandError, for exit code 1, when something is refused or held back.
    """
    will_ask = foreseen(plan, by)
    if as_json:
        text = json.dumps(plan_data(plan, will_ask, written=written), ensure_ascii=False, indent=2)
        command.stdout.write(text)
    else:
        for line in plan_lines(plan, will_ask):
            command.stdout.write(line)
        command.stdout.write(f"Valeurs enregistrées{NBSP}: {written}.")
    if not plan.is_whole:
        raise CommandError("Tout n’a pas été accepté.", returncode=1)
