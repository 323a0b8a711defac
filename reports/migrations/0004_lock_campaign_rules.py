"""What three parties have closed is not judged anew: the rules of its campaign are frozen with it."""

from django.db import migrations

from core.triggers import Refuse

CLOSED = (
    "EXISTS (SELECT 1 FROM reports_report r "
    "JOIN contracts_contract k ON k.id = r.contract_id "
    "JOIN contracts_campaign c ON c.framework_id = k.framework_id AND c.fiscal_year = r.fiscal_year "
    "JOIN reports_edition e ON e.report_id = r.id "
    "WHERE c.id = {row}.campaign_id AND e.agreed_at IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_lock_explanations"), ("indicators", "0002_entry_and_imports")]

    operations = [
        Refuse(
            "lock_campaign_rule",
            "indicators_campaignrule",
            {
                "INSERT": CLOSED.format(row="NEW"),
                "UPDATE": f"({CLOSED.format(row='OLD')}) OR ({CLOSED.format(row='NEW')})",
                "DELETE": CLOSED.format(row="OLD"),
            },
            "Un rapport de cette campagne est arrêté : ses règles ne se modifient plus.",
        )
    ]
