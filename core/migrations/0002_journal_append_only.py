from django.db import migrations

from core.triggers import Refuse, RefuseTruncate


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        Refuse(
            "journal_append_only",
            "core_journalentry",
            {"UPDATE": "TRUE", "DELETE": "TRUE"},
            "Le journal ne se modifie ni ne s’efface.",
        ),
        RefuseTruncate("journal_not_emptied", ["core_journalentry"], "Le journal ne se vide pas."),
    ]
