"""`manage.py import_actions FILE --seat EMAIL [--dry-run]`: a table of actions, for their département."""

from indicators.imports.brought_command import BroughtCommand


class Command(BroughtCommand):
    """Writes the actions of a table."""

    kind = "actions"
    help = (
        "Lit un tableau de fiches action (CSV, XLSX, ODS), dit ce qu’il ferait, puis l’enregistre. Le code "
        "de sortie est 1 quand quelque chose est refusé."
    )
