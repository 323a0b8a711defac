"""Erases the files of imports that have been kept long enough."""

from typing import Any

from django.core.management.base import BaseCommand

from core.formats import NBSP
from indicators.imports.keeping import purge


class Command(BaseCommand):
    """`manage.py purge_imports`: the worker does it too, once a day at most."""

    help = "Efface les fichiers d’imports gardés plus de IMPORT_FILES_DAYS jours\u00a0; les imports restent."

    def handle(self, *_: Any, **__: Any) -> None:
        """Print how many were erased."""
        self.stdout.write(f"Fichiers effacés{NBSP}: {purge()}.")
