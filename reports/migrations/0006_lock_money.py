"""The money of a shared year stays locked though its table was made anew, and so do its carry-overs."""

from django.db import migrations

from core.triggers import Refuse, RefuseAgain

LOCKED = "('shared', 'agreed', 'deliberated')"
LINE_LOCKED = (
    "EXISTS (SELECT 1 FROM reports_report r WHERE r.contract_id = {row}.contract_id "
    f"AND r.fiscal_year = {{row}}.fiscal_year AND r.state IN {LOCKED})"
)
# A carry-over belongs to the year that receives it: the one after the year of its line.
CARRY_LOCKED = (
    "EXISTS (SELECT 1 FROM reports_report r JOIN funding_fundingline l ON l.contract_id = r.contract_id "
    f"WHERE l.id = {{row}}.line_id AND r.fiscal_year = l.fiscal_year + 1 AND r.state IN {LOCKED})"
)


def everywhere(condition: str) -> dict[str, str]:
    old, new = condition.format(row="OLD"), condition.format(row="NEW")
    return {"INSERT": new, "UPDATE": f"({old}) OR ({new})", "DELETE": old}


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_committee"), ("funding", "0002_money_of_the_year")]

    operations = [
        RefuseAgain(
            "lock_funding",
            "funding_fundingline",
            everywhere(LINE_LOCKED),
            "Cet exercice est partagé ou arrêté : ses données ne se modifient plus.",
        ),
        Refuse(
            "lock_carry_over",
            "funding_carryover",
            everywhere(CARRY_LOCKED),
            "L’exercice qui reçoit ce report est partagé ou arrêté : il ne se modifie plus.",
        ),
    ]
