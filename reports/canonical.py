"""Between content and canonical JSON: what is frozen is written once, hashed, and read back exactly."""

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from core.canonical import canonical_bytes
from reports.content import AssemblyContent, ReportContent

# What an indicator holds that has an origin of its own.
FIGURES = ("baseline", "target", "national_target", "result")
_report: TypeAdapter[ReportContent] = TypeAdapter(ReportContent)
_assembly: TypeAdapter[AssemblyContent] = TypeAdapter(AssemblyContent)


def write_report(content: ReportContent) -> str:
    """Canonical JSON (RFC 8785) of a report; figures as strings, dates in ISO 8601."""
    return canonical_bytes(_told(_report.dump_python(content, mode="json"))).decode()


def read_report(canonical: str) -> ReportContent:
    """The report as it was frozen."""
    return _report.validate_json(canonical)


def write_assembly(content: AssemblyContent) -> str:
    """Canonical JSON of a report to the assembly, annexes included."""
    plain = _assembly.dump_python(content, mode="json")
    annexes = [_told(annex) for annex in plain["annexes"]]
    return canonical_bytes(plain | {"annexes": annexes}).decode()


def read_assembly(canonical: str) -> AssemblyContent:
    """The report to the assembly as it was frozen."""
    return _assembly.validate_json(canonical)


def _told(plain: dict[str, Any]) -> dict[str, Any]:
    """Without the empty lists of decisions, of explanations, of the sources of a series and of an action's
    indicators, nor the origins that are not known: what was frozen before there were any keeps its hash."""
    for engagement in plain["engagements"]:
        for objective in engagement["objectives"]:
            objective["indicators"] = [_indicator_told(one) for one in objective["indicators"]]
    lines = [_without_empty(one, "origin") for one in plain["funding"]["lines"]]
    plain = plain | {"funding": plain["funding"] | {"lines": lines}}
    plain = plain | {"actions": [_without_empty(one, "indicators") for one in plain["actions"]]}
    return _without_empty(plain, "decisions")


def _indicator_told(plain: dict[str, Any]) -> dict[str, Any]:
    figures = {name: _without_empty(plain[name], "origin") for name in FIGURES if plain[name]}
    return _without_empty(_without_empty(plain | figures, "explanations"), "series_sources")


def _without_empty(plain: dict[str, Any], name: str) -> dict[str, Any]:
    return plain if plain[name] else {key: one for key, one in plain.items() if key != name}


def settled(value: Decimal | None, decimals: int) -> Decimal | None:
    """The figure at its own scale, so that 12.5 and 12.5000 have one hash (half-up is never needed: it is
    exact)."""
    if value is None:
        return None
    scaled = value.quantize(Decimal(1).scaleb(-decimals))
    return scaled if scaled == value else value.normalize() + Decimal(0)
