"""The reader of the tables of values: from the file to the plan."""

from core.formats import counted, plural
from core.imports.plan import Fault, Plan
from core.tabular.reading import UnreadableFile, read_book
from indicators.imports.readers import Answers
from indicators.imports.table.columns import TableSheet
from indicators.imports.table.proposals import without_twins
from indicators.imports.table.resource import ValuesResource
from indicators.models import ImportBatch

NOTHING = "Aucune ligne sous les titres\u00a0: il n’y a rien à lire."


def read_table(batch: ImportBatch, answers: Answers) -> Plan:
    """What the table would do today, for the contracts that its seat enters."""
    with batch.file.open("rb") as file:
        content = file.read()
    try:
        sheet = TableSheet(read_book(content, batch.file_name))
    except UnreadableFile as fault:
        return Plan(faults=[Fault(str(fault))], is_readable=False)
    resource = ValuesResource(batch.seat, answers)
    result = resource.import_data(sheet)
    if not result.total_rows:
        return Plan(faults=[Fault(NOTHING)], is_readable=False)
    notices = list(sheet.notices)
    if resource.blank_count:
        blank, left = counted(resource.blank_count, "ligne"), plural(resource.blank_count, "laissée")
        notices.append(f"{blank} sans valeur, {left} de côté\u00a0: une case vide n’efface rien.")
    proposals = without_twins([(row.place, row.proposal) for row in result.rows])
    return Plan(proposals=proposals, notices=notices)
