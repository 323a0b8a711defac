"""The files of funding lines, read by the journal of imports."""

from core.imports.kinds import BroughtKind, declare
from funding.exchange.reading import read_lines
from funding.exchange.tables import lines_to_fill
from funding.exchange.writing import restore_lines, write_lines

KIND = "funding"

declare(
    BroughtKind(
        key=KIND,
        label="Lignes de financement",
        title="Apporter des lignes de financement",
        permission="funding.bring",
        template="funding/exchange/bring.html",
        read=read_lines,
        write=write_lines,
        restore=restore_lines,
        blank=lines_to_fill,
    )
)
