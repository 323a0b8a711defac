"""Tables as people send them, and what comes of them."""

import pytest
from django.core.files.storage import default_storage

from indicators.enums import ImportKind
from indicators.imports.actions import bring, plan_of


@pytest.fixture
def table(editor_67):
    """`table("67-2020;1.1;2024;12,5")` is the import of a CSV whose usual titles stand above these lines."""

    def _table(*lines, titles="Contrat;Indicateur;Année;Valeur", by=editor_67, name="valeurs.csv"):
        return bring(ImportKind.TABLE, None, None, name, "\n".join([titles, *lines]).encode(), by)

    return _table


@pytest.fixture
def told(table):
    """The same, as the list of (standing, message) of its rows."""

    def _told(*lines, **options):
        return [(one.standing, one.message) for one in plan_of(table(*lines, **options)).proposals]

    return _told


def files_kept(folder=""):
    """All that the storage holds of imports."""
    folders, files = default_storage.listdir(folder)
    under = [name for one in folders for name in files_kept(f"{folder}/{one}".strip("/"))]
    return {name for name in [*under, *(f"{folder}/{one}" for one in files)] if "imports" in name}
