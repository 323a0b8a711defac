"""`manage.py import_contracts FILE [--dry-run]`: a table of contracts, for the national administration."""

from indicators.imports.brought_command import BroughtCommand


class Command(BroughtCommand):
    """Opens the contracts of a table, and writes the facts of those that exist."""

    kind = "contract"
    help = (
        "Lit un tableau de contrats (CSV, XLSX, ODS), dit ce qu’il ferait, puis l’enregistre. Le code de "
        "sortie est 1 quand quelque chose est refusé."
    )
