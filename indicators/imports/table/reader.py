"""The reader of the tables of values: from the file to the plan."""

from collections.abc import Iterator

from core.formats import counted, plural
from core.imports.plan import Fault, Plan
from core.imports.questions import FILE, parts_of
from core.imports.titled import Unanswered
from core.tabular.reading import UnreadableFile
from indicators.imports.book import book_of
from indicators.imports.readers import Answers
from indicators.imports.table.columns import TableSheet
from indicators.imports.table.proposals import without_twins
from indicators.imports.table.resource import ValuesResource
from indicators.models import ImportBatch

NOTHING = "Aucune ligne sous les titres\u00a0: il n’y a rien à lire."


def read_table(batch: ImportBatch, answers: Answers) -> Plan:
    """What the table would do today, for the contracts that its seat enters."""
    given = parts_of(answers.get(FILE, ""))
    try:
        sheet = TableSheet(book_of(batch), given)
    except Unanswered as waiting:
        return waiting.plan
    except UnreadableFile as fault:
        return Plan(faults=[Fault(str(fault))], is_readable=False)
    resource = ValuesResource(batch.seat, answers)
    rows = resource.rehearse(sheet)
    notices = [*sheet.notices, *sheet.rows_left_out, *_left_out(resource.blank_count)]
    if not resource.row_count:
        return Plan(faults=[Fault(NOTHING)], is_readable=False, notices=notices, questions=sheet.questions)
    return Plan(proposals=without_twins(rows), notices=notices, questions=sheet.questions)


def _left_out(blank: int) -> Iterator[str]:
    if blank:
        told = counted(blank, "ligne")
        yield f"{told} sans valeur, {plural(blank, 'laissée')} de côté\u00a0: une case vide n’efface rien."
