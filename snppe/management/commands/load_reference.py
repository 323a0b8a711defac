"""`manage.py load_reference`: territories, organisations, frameworks, calendar, indicators."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

import accounts.reference
import contracts.reference
import indicators.reference
from contracts.models import Framework
from core import journal
from core.acting import acting
from core.reference import LOADED, Outcome, ReferenceRefused

FOLDER = settings.BASE_DIR / "fixtures" / "reference"


class Command(BaseCommand):
    """Exit code 1 for a faulty file, and for a check that finds something to change."""

    help = (
        "Charge les données de référence\u00a0: régions, territoires, organisations, cadres nationaux, "
        "échéancier, indicateurs, cibles nationales, causes d’écart. Se relance sans risque\u00a0: rien "
        "n’est supprimé, et ce qu’une personne a complété ou corrigé est conservé. Un chargement qui "
        "change quelque chose est inscrit au journal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="n’écrit rien, montre ce qui changerait\u00a0; code de retour 1 si quelque chose changerait",
        )
        parser.add_argument(
            "--from", dest="folder", type=Path, default=FOLDER, help="autre dossier de fichiers de référence"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        check = options["check"]
        try:
            outcomes = load(options["folder"], rehearse=check)
        except ReferenceRefused as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            self._print(outcomes, is_detailed=check or options["verbosity"] > 1)
        if check and any(outcome.has_effect for outcome in outcomes):
            raise SystemExit(1)

    def _print(self, outcomes: list[Outcome[Any]], *, is_detailed: bool) -> None:
        for outcome in outcomes:
            self.stdout.write(
                f"{outcome.label.capitalize():<18}{len(outcome.rows):>4}, dont nouveaux\u00a0: "
                f"{len(outcome.created)}, champs mis à jour\u00a0: {len(outcome.updated)}, "
                f"conservés\u00a0: {len(outcome.kept)}"
            )
            if is_detailed:
                for mark, lines in (("+", outcome.created), ("~", outcome.updated), ("=", outcome.kept)):
                    for line in lines:
                        self.stdout.write(f"  {mark} {line}")


def load(folder: Path, *, rehearse: bool = False) -> list[Outcome[Any]]:
    """Load everything in one transaction, journalled once; a rehearsal is undone. Raises ReferenceRefused."""
    with transaction.atomic(), acting(None):
        outcomes = [
            outcome
            for part in (accounts.reference, contracts.reference, indicators.reference)
            for outcome in part.load(folder)
        ]
        if rehearse:
            transaction.set_rollback(True)
        elif any(outcome.has_effect for outcome in outcomes):
            journal.record(
                chain=journal.NATIONAL_CHAIN,
                act=LOADED,
                subject=Framework.objects.latest("first_year"),
                after={outcome.label: outcome.counts() for outcome in outcomes if outcome.has_effect},
            )
    return outcomes
