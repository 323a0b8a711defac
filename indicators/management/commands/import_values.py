"""`manage.py import_values FILE --seat EMAIL`: a table of values, as the page reads, checks and writes it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Seat
from core.formats import counted
from indicators.enums import ImportKind, ImportState
from indicators.imports.actions import ImportRefused, NotBrought, apply_batch, bring, plan_of
from indicators.imports.plan import SHOWN_FAULTS, Plan, Standing
from indicators.models import ImportBatch


class Command(BaseCommand):
    """Brings the file, prints what it would do, then writes it unless told otherwise."""

    help = (
        "Lit un tableau de valeurs (CSV, XLSX, ODS) d’un ou plusieurs contrats, dit ce qu’il ferait, puis "
        "l’enregistre. Le code de sortie est 1 quand quelque chose est refusé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the seat, what to do of it."""
        parser.add_argument("file", metavar="FICHIER", type=Path, help="tableau à lire")
        parser.add_argument("--seat", required=True, metavar="COURRIEL", help="qui apporte les valeurs")
        parser.add_argument("--dry-run", action="store_true", help="dire sans enregistrer")
        parser.add_argument(
            "--accept-valid", action="store_true", help="enregistrer les valeurs valides, laisser les autres"
        )
        parser.add_argument("--json", action="store_true", help="écrire le compte rendu en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1, after the report, when something is held or nothing can be read."""
        seat = seat_of(options["seat"])
        try:
            content = options["file"].read_bytes()
            batch = bring(ImportKind.TABLE, None, None, options["file"].name, content, seat)
        except (OSError, NotBrought, PermissionDenied) as error:
            raise CommandError(f"Le fichier n’a pas été lu\u00a0: {error}") from error
        plan = plan_of(batch)
        written = 0 if options["dry_run"] else apply(batch, plan, options["accept_valid"], seat)
        report = report_of(batch, plan, written)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(lines_of(report)))
        if not plan.is_whole:
            raise SystemExit(1)


def seat_of(email: str) -> Seat:
    """The open seat of a person; raises CommandError when there is none, or more than one."""
    seats = list(
        Seat.objects.open_on(timezone.localdate())
        .for_acting()
        .filter(user__email__iexact=email)
        .order_by("pk")
    )
    if len(seats) != 1:
        told = "aucun siège ouvert" if not seats else counted(len(seats), "siège ouvert", "sièges ouverts")
        raise CommandError(f"«\u00a0{email}\u00a0»\u00a0: {told}. Il en faut un, et un seul.")
    return seats[0]


def apply(batch: ImportBatch, plan: Plan, accept_valid: bool, seat: Seat) -> int:
    """Write what may be; how many values were."""
    if batch.state not in (ImportState.READY, ImportState.READING):
        return 0
    try:
        apply_batch(batch, {}, accept_valid, seat, confirmed=plan.mark)
    except ImportRefused:
        return 0
    return int(batch.report["written"])


def report_of(batch: ImportBatch, plan: Plan, written: int) -> dict[str, Any]:
    """What the page shows, as plain values: counts, faults, and the values held (500 at most)."""
    held = plan.held
    return {
        "import": batch.pk,
        "file": batch.file_name,
        "sha256": batch.sha256,
        "state": batch.state,
        "counts": {standing.value: plan.counts[standing] for standing in Standing},
        "written": written,
        "notices": plan.notices,
        "faults": [fault.message for fault in plan.faults[:SHOWN_FAULTS]],
        "held_count": len(held) + len(plan.faults),
        "held": [
            {
                "row": one.origin.row,
                "column": one.origin.column,
                "standing": one.standing.value,
                "subject": one.subject,
                "typed": one.typed,
                "message": one.message,
                "meanings": [label for _, label in one.meanings],
            }
            for one in held[:SHOWN_FAULTS]
        ],
    }


def lines_of(report: dict[str, Any]) -> list[str]:
    """The same report in French sentences."""
    counts = [f"{Standing(name).label}\u00a0: {count}" for name, count in report["counts"].items() if count]
    lines = [f"{report['file']} (import n° {report['import']}, SHA-256 {report['sha256'][:12]})", *counts]
    lines += [*report["notices"], *report["faults"]]
    for one in report["held"]:
        where = f"ligne {one['row']}, colonne {one['column']}"
        lines.append(f"{where}, {one['subject']}, «\u00a0{one['typed']}\u00a0»\u00a0: {one['message']}")
        lines += [f"    {label}" for label in one["meanings"]]
    return [*lines, f"{counted(report['written'], 'valeur enregistrée', 'valeurs enregistrées')}."]
