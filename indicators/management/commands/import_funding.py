"""`manage.py import_funding FILE [--dry-run]`: a table of funding lines, each payer its own columns."""

from indicators.imports.brought_command import BroughtCommand


class Command(BroughtCommand):
    """Brings the amounts of a table of funding lines, in the name of a seat."""

    kind = "funding"
    help = (
        "Lit un tableau de lignes de financement (CSV, XLSX, ODS), dit ce qu’il ferait, puis l’enregistre. "
        "Chaque financeur n’écrit que ses cases. Le code de sortie est 1 quand quelque chose est refusé."
    )
