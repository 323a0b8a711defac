"""What a report keeps of the origin of its figures, gathered once for all: see `indicators.origins`."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.models import Contract
from indicators.origins import Origin, proofs_of, reading_origins, target_origins
from indicators.readings import IndicatorYear, Reading, TargetReading
from reports.content import OriginContent, ProofContent
from reports.rendering.origins import NATIONAL, SET_BY, TARGET


class Origins:
    """The origins of the figures of a contract's year, by figure; three queries for all of them."""

    def __init__(self, contract: Contract, rows: Iterable[IndicatorYear]) -> None:
        rows = list(rows)
        self._zone = ZoneInfo(contract.territory.time_zone)
        readings = [one for row in rows for one in (row.baseline, row.result) if one]
        self._readings = reading_origins(readings, [row.indicator.pk for row in rows])
        self._targets = target_origins([row.target for row in rows if row.target])
        self._proofs = proofs_of(readings)

    def of_reading(self, reading: Reading) -> OriginContent:
        """Of a measurement: its provenance stands beside it."""
        found = self._readings.get(reading.measurement_id)
        proofs = [
            ProofContent(one.title, one.name, one.sha256)
            for one in self._proofs.get(reading.measurement_id, [])
        ]
        return self._content(found, source="", note="", proofs=proofs)

    def of_target(self, target: TargetReading) -> OriginContent:
        """Of a target: the amendment that set it, else the contract; the framework for the nation's."""
        found = self._targets.get(target.target_id) if not target.is_national else None
        set_by = SET_BY[NATIONAL if target.is_national else TARGET]
        amendment = found.amendment if found else ""
        return self._content(found, source=amendment or set_by, note=target.notes)

    def _content(
        self, found: Origin | None, *, source: str, note: str, proofs: list[ProofContent] | None = None
    ) -> OriginContent:
        return OriginContent(
            entered_on=self._day(found.at) if found else None,
            seat=found.seat if found else "",
            version=found.version if found else "",
            source=source,
            note=note,
            proofs=proofs or [],
        )

    def _day(self, at: datetime) -> date:
        """The day it was in the territory."""
        return at.astimezone(self._zone).date()
