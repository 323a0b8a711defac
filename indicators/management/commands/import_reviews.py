"""`manage.py import_reviews FILE --seat EMAIL [--dry-run]`: what actions plan and report, year by year."""

from indicators.imports.brought_command import BroughtCommand


class Command(BroughtCommand):
    """Writes the yearly plans and reviews of a table."""

    kind = "reviews"
    help = (
        "Lit un tableau de prévisions et de bilans d’action (CSV, XLSX, ODS), dit ce qu’il ferait, puis "
        "l’enregistre. Le code de sortie est 1 quand quelque chose est refusé."
    )
