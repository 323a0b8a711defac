"""Erases the files of exports of reports that have been kept long enough."""

from typing import Any

from django.core.management.base import BaseCommand

from core.formats import NBSP
from reports.bundles.keeping import purge


class Command(BaseCommand):
    """`manage.py purge_exports`: the worker does it too, once a day at most."""

    help = "Efface les fichiers d’exports de rapports gardés plus de EXPORT_FILES_DAYS jours."

    def handle(self, *_: Any, **__: Any) -> None:
        """Print how many were erased."""
        self.stdout.write(f"Fichiers effacés{NBSP}: {purge()}.")
