"""What an import wrote is kept compressed, so that writing it again with each state costs next to nothing."""

from typing import Any

from django.db import migrations

import core.packed

STEP = 100


def pack(apps: Any, editor: Any) -> None:
    """What was kept as JSON, packed."""
    batches = apps.get_model("indicators", "ImportBatch").objects.using(editor.connection.alias)
    for batch in batches.only("pk", "changes").iterator(chunk_size=STEP):
        batch.packed = batch.changes
        batch.save(update_fields=["packed"])


def unpack(apps: Any, editor: Any) -> None:
    """The way back."""
    batches = apps.get_model("indicators", "ImportBatch").objects.using(editor.connection.alias)
    for batch in batches.only("pk", "packed").iterator(chunk_size=STEP):
        batch.changes = list(batch.packed)
        batch.save(update_fields=["changes"])


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0006_imports_resumed'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='packed',
            field=core.packed.PackedField(blank=True, default=list, verbose_name='valeurs écrites'),
        ),
        migrations.RunPython(pack, unpack),
        migrations.RemoveField(
            model_name='importbatch',
            name='changes',
        ),
        migrations.RenameField(
            model_name='importbatch',
            old_name='packed',
            new_name='changes',
        ),
    ]
