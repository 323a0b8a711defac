"""What explains a figure belongs to the report: it is frozen with its year."""

from django.db import migrations

from core.triggers import Refuse

LOCKED = (
    "EXISTS (SELECT 1 FROM reports_report r WHERE r.contract_id = {row}.contract_id "
    "AND r.fiscal_year = {row}.from_year AND r.state IN ('shared', 'agreed', 'deliberated'))"
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_locks"), ("indicators", "0002_entry_and_imports")]

    operations = [
        Refuse(
            "lock_explanation",
            "indicators_explanation",
            {
                "INSERT": LOCKED.format(row="NEW"),
                "UPDATE": f"({LOCKED.format(row='OLD')}) OR ({LOCKED.format(row='NEW')})",
                "DELETE": LOCKED.format(row="OLD"),
            },
            "Cet exercice est partagé ou arrêté : ses explications ne se modifient plus.",
        )
    ]
