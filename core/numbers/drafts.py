"""A number being read: the meanings still possible, and the reasons not to decide alone."""

from dataclasses import dataclass, replace
from decimal import Decimal

from core.formats import NBSP, number, rounded, value_with_unit
from core.numbers.grammar import Reading
from core.numbers.verdicts import Candidate, ParsedNumber, Verdict

# A float keeps 15 to 17 digits: fewer than 16 were meant, and beyond this share of the value none was.
FLOAT_DIGITS = 16
FLOAT_NOISE = Decimal("1e-12")
CLEAN_DIGITS = 12
# Ten times under the usual percentage, a value up to 1 looks like a share of 1 (0,125 for 12,5 %).
FRACTION_GAP = 10
# The lowest and the highest value that may be stored, None for no limit.
Bounds = tuple[Decimal | None, Decimal | None]
ANY: Bounds = (None, None)
NOISE_NOTE = "arrondi d’un reste de calcul"


@dataclass(frozen=True)
class Draft:
    """The text as typed, the unit it is expected in, what it may mean so far, and the doubts, in French."""

    typed: str
    unit: str
    readings: tuple[Reading, ...]
    doubts: tuple[str, ...] = ()

    @property
    def is_percentage(self) -> bool:
        return self.unit.strip().startswith("%")

    @property
    def is_money(self) -> bool:
        return self.unit.strip() in {"€", "euros"}

    def doubted(self, doubt: str) -> "Draft":
        """The same meanings, and one more reason to ask."""
        return replace(self, doubts=(*self.doubts, doubt))

    def with_share(self, factor: Decimal, *, as_it_is: str, as_share: str) -> "Draft":
        """Each meaning doubled by the same times `factor`, each with its remark."""
        doubled = [
            meaning
            for reading in self.readings
            for meaning in (reading.noted(as_it_is), reading.times(factor).noted(as_share))
        ]
        return replace(self, readings=tuple(doubled))

    def without_percent_sign(self) -> "Draft":
        """12 % where no percentage is expected may mean 12 or 0.12."""
        draft = self.with_share(Decimal("0.01"), as_it_is="sans le signe %", as_share="en part de 1")
        return draft.doubted("le signe % n’est pas attendu ici")

    def with_percentage(self, doubt: str) -> "Draft":
        """0.125 where a percentage is expected may mean 0.125 or 12.5."""
        draft = self.with_share(Decimal(100), as_it_is="telle quelle", as_share="si c’est une part de 1")
        return draft.doubted(doubt)

    def compared_with(self, usual: Decimal | None) -> "Draft":
        """Asks when a percentage up to 1 stands far below the usual one."""
        value = self.readings[0].value
        if usual is None or not self.is_percentage or not 0 < value <= min(Decimal(1), usual / FRACTION_GAP):
            return self
        return self.with_percentage(
            f"les valeurs connues sont proches de {value_with_unit(usual, self.unit)}"
        )

    def at_scale(self, decimals: int | None) -> "Draft":
        """Each meaning without float noise and with at most `decimals` places; losing a digit is a doubt."""
        clean = [_without_noise(reading, decimals) for reading in self.readings]
        if decimals is None:
            return replace(self, readings=tuple(clean))
        scaled = [_at_scale(reading, decimals) for reading in clean]
        # A meaning that rounds to nothing is no choice to offer, unless it is the only one.
        meant = [
            after for before, after in zip(clean, scaled, strict=True) if after.value or not before.value
        ]
        draft = replace(self, readings=tuple(meant or scaled))
        if all(before.value == after.value for before, after in zip(clean, scaled, strict=True)):
            return draft
        allowed = f"{decimals} décimale{'s' if decimals > 1 else ''}" if decimals else "un nombre entier"
        return draft.doubted(f"cette valeur garde {allowed}")

    def within(self, bounds: Bounds) -> "Draft":
        """The meanings between these bounds, unless none is: one that could not be stored is no choice."""
        lowest, highest = bounds
        meant = tuple(
            one
            for one in self.readings
            if (lowest is None or one.value >= lowest) and (highest is None or one.value <= highest)
        )
        return replace(self, readings=meant or self.readings)

    def conclusion(self) -> ParsedNumber:
        """READ when there is one meaning and no doubt, ASK otherwise."""
        if self.doubts:
            candidates = tuple(Candidate(reading.value, self._label(reading)) for reading in self.readings)
            question = (
                f"«{NBSP}{self.typed}{NBSP}»{NBSP}: {', et '.join(self.doubts)}. Choisissez la valeur voulue."
            )
            return ParsedNumber(self.typed, Verdict.ASK, reading=question, candidates=candidates)
        reading = self.readings[0]
        said = f"«{NBSP}{self.typed}{NBSP}» lu comme {plain(reading.value)}{_remarks(reading)}"
        return ParsedNumber(self.typed, Verdict.READ, value=reading.value, reading=said)

    def _label(self, reading: Reading) -> str:
        return f"{value_with_unit(reading.value, self.unit)}{_remarks(reading)}"


def plain(value: Decimal) -> str:
    """« 1234,5 »: without groups, so that a reading shows what was understood of the groups typed."""
    return number(value).replace(NBSP, "")


def _remarks(reading: Reading) -> str:
    return f" ({', '.join(reading.notes)})" if reading.notes else ""


def _without_noise(reading: Reading, decimals: int | None) -> Reading:
    """0.30000000000000004 is 0.3: sixteen digits or more, and next to nothing beyond the scale."""
    value = reading.value
    if len(value.as_tuple().digits) < FLOAT_DIGITS:
        return reading
    places = max(0, CLEAN_DIGITS - 1 - value.adjusted()) if decimals is None else decimals
    clean = rounded(value, places)
    if clean == value or abs(value - clean) > abs(value) * FLOAT_NOISE:
        return reading
    return replace(reading, value=clean).noted(NOISE_NOTE)


def _at_scale(reading: Reading, decimals: int) -> Reading:
    value = rounded(reading.value, decimals)
    if value == reading.value:
        return replace(reading, value=value)
    return replace(reading, value=value).noted(f"arrondi de {number(reading.value)}")
