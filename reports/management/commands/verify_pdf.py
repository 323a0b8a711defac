"""`manage.py verify_pdf FILE`: is this report genuine, whole, the last? As on `/verifier/`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.disk import reading_fault
from core.formats import instant
from reports.signing.standing import Standing
from reports.signing.verdict import MAX_BYTES, Outcome, Verdict, examine

UNREADABLE = 2
CODES = {Outcome.GENUINE: 0, Outcome.OUTDATED: 3, Outcome.UNREADABLE: UNREADABLE}
FORGED = 1


class Command(BaseCommand):
    """Reads one more byte than the largest file it takes, never more."""

    help = (
        "Vérifie qu’un PDF est un rapport délivré ici, entier, avec ses signatures. Code de sortie\u00a0: "
        "0 s’il est authentique et complet, 3 s’il est authentique mais dépassé ou incomplet, "
        "1 s’il ne l’est pas, 2 s’il ne peut pas être lu."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the form of the answer."""
        parser.add_argument("file", metavar="FICHIER", type=Path, help="fichier PDF à vérifier")
        parser.add_argument("--json", action="store_true", help="réponse lisible par un script")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict, and end with its code."""
        verdict = examine(_read(options["file"]))
        if options["json"]:
            self.stdout.write(json.dumps(as_plain(verdict), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(verdict)))
        if code := CODES.get(verdict.outcome, FORGED):
            raise CommandError(verdict.heading, returncode=code)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        fault = f"{path} n’a pas été lu\u00a0: {reading_fault(error)}."
        raise CommandError(fault, returncode=UNREADABLE) from error


def _lines(verdict: Verdict) -> list[str]:
    lines = [f"{verdict.heading}\u00a0: {verdict.sentence}"]
    lines += [
        f"Signature\u00a0: {one.holder.name}, {instant(one.at)}\u00a0; {one.fault or 'elle tient'}."
        for one in verdict.signatures
    ]
    return lines + (_told(verdict.standing) if verdict.standing else [])


def _told(standing: Standing) -> list[str]:
    seals = [f"Visa\u00a0: {one.organisation}, {instant(one.at)} ({one.label})." for one in standing.seals]
    signed = [
        f"Signature enregistrée\u00a0: {one.organisation}, {instant(one.at)}." for one in standing.signed
    ]
    return [f"{standing.title}, édition n°\u00a0{standing.number}.", *seals, *signed]


def as_plain(verdict: Verdict) -> dict[str, Any]:
    """The verdict for a script."""
    standing = verdict.standing
    return {
        "outcome": str(verdict.outcome),
        "is_genuine": verdict.is_genuine,
        "reason": verdict.reason,
        "signatures": [
            {
                "signer": one.holder.name,
                "issuer": one.holder.issuer,
                "at": one.at.isoformat(),
                "level": str(one.level),
                "fault": one.fault,
                "has_legal_value": not one.holder.is_demonstration,
            }
            for one in verdict.signatures
        ],
        "edition": _edition(standing) if standing else None,
    }


def _edition(standing: Standing) -> dict[str, Any]:
    return {
        "contract": standing.reference,
        "fiscal_year": standing.fiscal_year,
        "number": standing.number,
        "code": standing.code,
        "agreed_at": standing.agreed_at.isoformat() if standing.agreed_at else None,
        "later_edition": standing.later,
        "sealed_by": [one.organisation for one in standing.seals],
        "signed_by": [one.organisation for one in standing.signed],
    }
