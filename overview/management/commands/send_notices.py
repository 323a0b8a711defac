"""`manage.py send_notices [--watch] [--dry-run]`: sends the letters that are due."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from core.formats import NBSP, counted
from overview.notices.sending import Sent, send_notices

SECONDS_BETWEEN_PASSES = 600


class Command(BaseCommand):
    """Once, for a timer of the system; or again and again, as `make run` does."""

    help = (
        "Envoie les avis dus\u00a0: récapitulatifs, rapports venus à un tour, retards. "
        "Rien n’est envoyé deux fois."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to go on, and whether to send."""
        parser.add_argument("--watch", action="store_true", help="recommence toutes les dix minutes")
        parser.add_argument("--dry-run", action="store_true", help="compte sans rien envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when a letter could not leave."""
        while options["watch"]:
            self._pass(is_rehearsal=False)
            close_old_connections()
            time.sleep(SECONDS_BETWEEN_PASSES)
        done = self._pass(is_rehearsal=options["dry_run"])
        if done.failed:
            told = counted(done.failed, "avis n’a pu partir", "avis n’ont pu partir")
            raise CommandError(f"{told}{NBSP}: voyez le journal du serveur.")

    def _pass(self, *, is_rehearsal: bool) -> Sent:
        done = send_notices(is_rehearsal=is_rehearsal)
        left = "à envoyer" if is_rehearsal else "envoyé" if done.sent < 2 else "envoyés"
        self.stdout.write(f"{done.sent} avis {left}.")
        return done
