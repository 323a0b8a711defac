"""What is shared or agreed is refused by the database, whoever asks and by whatever road."""

from django.db import migrations

from core.triggers import Refuse, RefuseTruncate

LOCKED = "('shared', 'agreed', 'deliberated')"
YEAR_LOCKED = "Cet exercice est partagé ou arrêté : ses données ne se modifient plus."


def year_locked(row: str, year: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM reports_report r "
        f"WHERE r.contract_id = {row}.contract_id AND r.fiscal_year = {row}.{year} AND r.state IN {LOCKED})"
    )


def measured_year_locked(row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM reports_report r "
        "JOIN contracts_perimeter_contracts p ON p.contract_id = r.contract_id "
        f"WHERE p.perimeter_id = {row}.perimeter_id AND r.fiscal_year = {row}.year AND r.state IN {LOCKED})"
    )


def review_locked(row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM reports_report r JOIN contracts_action a ON a.contract_id = r.contract_id "
        f"WHERE a.id = {row}.action_id AND r.fiscal_year = {row}.fiscal_year AND r.state IN {LOCKED})"
    )


def section_locked(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM reports_report r WHERE r.id = {row}.report_id AND r.state IN {LOCKED})"


def everywhere(condition) -> dict[str, str]:
    return {
        "INSERT": condition("NEW"),
        "UPDATE": f"({condition('OLD')}) OR ({condition('NEW')})",
        "DELETE": condition("OLD"),
    }


PERIMETER_USED = (
    "EXISTS (SELECT 1 FROM indicators_measurement m WHERE m.perimeter_id = {row}.perimeter_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("indicators", "0001_initial"),
        ("funding", "0001_initial"),
        ("contracts", "0001_initial"),
    ]

    operations = [
        Refuse("lock_measurement", "indicators_measurement", everywhere(measured_year_locked), YEAR_LOCKED),
        Refuse("lock_target", "indicators_target", everywhere(lambda row: year_locked(row, "year")), YEAR_LOCKED),
        Refuse(
            "lock_funding",
            "funding_fundingline",
            everywhere(lambda row: year_locked(row, "fiscal_year")),
            YEAR_LOCKED,
        ),
        Refuse("lock_review", "contracts_actionreview", everywhere(review_locked), YEAR_LOCKED),
        Refuse("lock_section", "reports_section", everywhere(section_locked), YEAR_LOCKED),
        Refuse(
            "freeze_edition",
            "reports_edition",
            {
                "UPDATE": "NEW.canonical <> OLD.canonical OR NEW.sha256 <> OLD.sha256 "
                "OR NEW.number <> OLD.number OR NEW.report_id <> OLD.report_id OR NEW.frozen_at <> OLD.frozen_at "
                # Once agreed, it stays so, at that very instant.
                "OR (OLD.agreed_at IS NOT NULL AND (NEW.agreed_at IS NULL OR NEW.agreed_at <> OLD.agreed_at))",
                "DELETE": "TRUE",
            },
            "Une édition figée ne se modifie ni ne s’efface.",
        ),
        Refuse(
            "freeze_seal",
            "reports_seal",
            {
                "UPDATE": "NEW.decision <> OLD.decision OR NEW.sealed_sha256 <> OLD.sealed_sha256 "
                "OR NEW.statement <> OLD.statement OR NEW.edition_id <> OLD.edition_id "
                "OR NEW.organisation_id <> OLD.organisation_id OR NEW.report_id <> OLD.report_id "
                "OR NEW.seat_id <> OLD.seat_id OR NEW.seat_label <> OLD.seat_label "
                "OR NEW.sealed_at <> OLD.sealed_at OR OLD.voided_at IS NOT NULL "
                # The seals of an agreed edition stand for ever.
                "OR (NEW.voided_at IS NOT NULL AND EXISTS (SELECT 1 FROM reports_edition e "
                "WHERE e.id = OLD.edition_id AND e.agreed_at IS NOT NULL))",
                "DELETE": "TRUE",
            },
            "Un visa ne se modifie ni ne s’efface : il tombe, avec son motif.",
        ),
        Refuse(
            "freeze_perimeter",
            "contracts_perimeter_contracts",
            everywhere(lambda row: PERIMETER_USED.format(row=row)),
            "Le périmètre d’un relevé ne change plus.",
        ),
        RefuseTruncate(
            "frozen_not_emptied",
            ["reports_edition", "reports_seal"],
            "Ce qui est figé ou visé ne se vide pas.",
        ),
    ]
