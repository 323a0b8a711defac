"""`manage.py verify_journal`: is the journal whole? Exit code 0 if so, 1 if not, 2 for an unknown chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from core.formats import NBSP, counted
from core.journal import verify
from core.models import JournalEntry

BROKEN, UNKNOWN = 1, 2


class Command(BaseCommand):
    """Reads every row again, computes its hash and the link to the row before."""

    help = (
        "Vérifie que le journal est entier\u00a0: aucune ligne retirée, ajoutée ni modifiée après coup. "
        "Code de sortie\u00a0: 0 si tout se tient, 1 sinon, 2 si la chaîne demandée n’existe pas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One chain, or all of them."""
        parser.add_argument(
            "--chain", default="", help="ne vérifie que cette chaîne, par exemple 67-2020 (toutes par défaut)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each break, then what was read."""
        chain = options["chain"]
        sizes = self._sizes(chain)
        if chain and not sizes:
            raise CommandError(
                f"Aucune ligne du journal dans la chaîne «{NBSP}{chain}{NBSP}».", returncode=UNKNOWN
            )
        breaks = list(verify(chain))
        for found in breaks:
            self.stderr.write(f"{found.chain}, ligne {found.number}{NBSP}: {found.why}.")
        read = f"{counted(sum(sizes.values()), 'ligne')} dans {counted(len(sizes), 'chaîne')}"
        if breaks:
            raise CommandError(
                f"Le journal ne se tient pas{NBSP}: {counted(len(breaks), 'rupture')} sur {read}.",
                returncode=BROKEN,
            )
        self.stdout.write(f"Le journal est entier{NBSP}: {read}.")

    @staticmethod
    def _sizes(chain: str) -> dict[str, int]:
        entries = JournalEntry.objects.filter(chain=chain) if chain else JournalEntry.objects.all()
        return dict(entries.order_by().values_list("chain").annotate(Count("pk")))
