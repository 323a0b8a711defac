"""The readings of a shared year stay locked though SQLite made their table anew, and lost its triggers."""

from importlib import import_module
from typing import Any

from django.db import migrations

from core.triggers import RefuseAgain

locks = import_module("reports.migrations.0002_locks")


class RefuseAgainOnSQLite(RefuseAgain):
    """PostgreSQL has kept its own, which looks at whole statements."""

    def _create(self, apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            super()._create(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_lock_sets"), ("indicators", "0012_numerator_above_denominator")]

    operations = [
        RefuseAgainOnSQLite(
            "lock_measurement",
            "indicators_measurement",
            locks.everywhere(locks.measured_year_locked),
            locks.YEAR_LOCKED,
        )
    ]
