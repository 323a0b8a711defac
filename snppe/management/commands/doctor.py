"""`manage.py doctor`: what this machine lacks, and the command that brings it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from snppe.doctor.checks import Finding, Status, examine

MARKS = {Status.OK: "✓", Status.MISSING: "✗", Status.UNKNOWN: "?"}


class Command(BaseCommand):
    """Exit code 1 when something required is missing."""

    help = (
        "Examine cette machine : bibliothèques du système, polices, base de données, travailleur de fond. "
        "Nomme ce qui manque avec la commande qui l’apporte. Code de retour 1 s’il manque du nécessaire."
    )
    # It must speak even where the settings would not pass Django's own checks.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="répond en JSON, pour une supervision")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        blocking = [finding for finding in findings if finding.is_blocking]
        if options["json"]:
            report = {"ok": not blocking, "findings": [finding.as_dict() for finding in findings]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self._print(findings, len(blocking))
        if blocking:
            raise SystemExit(1)

    def _print(self, findings: list[Finding], blocking: int) -> None:
        for finding in findings:
            optional = "" if finding.is_required else " (facultatif)"
            self.stdout.write(f"{MARKS[finding.status]} {finding.subject:<20} {finding.detail}{optional}")
            if finding.remedy:
                self.stdout.write(f"    → {finding.remedy}")
        self.stdout.write(self._verdict(blocking))

    @staticmethod
    def _verdict(blocking: int) -> str:
        if blocking == 0:
            return "Rien de nécessaire ne manque."
        if blocking == 1:
            return "Il manque une chose nécessaire."
        return f"Il manque {blocking} choses nécessaires."
