"""The indexes that each imported value paid for, and that others already serve.

They are dropped by themselves: SQLite would make the table anew, which the triggers that read it forbid.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

NAMES = ["indicator", "perimeter", "gap_cause"]


def drop(apps: Any, editor: Any) -> None:
    """The index of each of these columns alone."""
    table, columns = "indicators_measurement", [[f"{name}_id"] for name in NAMES]
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_constraints(cursor, table)
    for name, told in found.items():
        if told["index"] and not told["unique"] and told["columns"] in columns:
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def create(apps: Any, editor: Any) -> None:
    """The way back."""
    model = apps.get_model("indicators", "Measurement")
    for name in NAMES:
        editor.execute(editor._create_index_sql(model, fields=[model._meta.get_field(name)]))


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0004_plan_and_deliverables'),
        ('indicators', '0004_indicator_links'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, create)],
            state_operations=[
                migrations.AlterField(
                    model_name='measurement',
                    name='gap_cause',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='indicators.gapcause', verbose_name='cause d’écart'),
                ),
                migrations.AlterField(
                    model_name='measurement',
                    name='indicator',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='indicators.indicator', verbose_name='indicateur'),
                ),
                migrations.AlterField(
                    model_name='measurement',
                    name='perimeter',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='contracts.perimeter', verbose_name='périmètre'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='measurement',
            index=models.Index(condition=models.Q(('gap_cause__isnull', False)), fields=['gap_cause'], name='measurement_by_gap_cause'),
        ),
    ]
