"""The readings of a closed year are refused once a statement, not once a row: an import writes thousands."""

from importlib import import_module

from django.db import migrations

from core.triggers import Refuse, RefuseInSets

locks = import_module("reports.migrations.0002_locks")
ROW_BY_ROW = Refuse(
    "lock_measurement",
    "indicators_measurement",
    locks.everywhere(locks.measured_year_locked),
    locks.YEAR_LOCKED,
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_bundle_missing")]

    operations = [RefuseInSets(ROW_BY_ROW, locks.measured_year_locked("{row}"))]
