"""French written forms of numbers, money, dates and lists: the only place that makes them.

Nothing here reads the server's locale. Groups of three digits, and the signs % and €, are preceded by U+00A0,
never by U+202F, which most fonts lack. Rounding is half-up, away from zero. Numbers are Decimal or int: a
float raises TypeError, for it no longer holds what was typed. An unknown value, None, is « à compléter ».
"""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
MINUS = "\u2212"
UNKNOWN_LABEL = "à compléter"
PARIS = ZoneInfo("Europe/Paris")
MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
ZONE_LABELS = {
    "UTC": "temps universel",
    "Europe/Paris": "heure de Paris",
    "America/Guadeloupe": "heure de Guadeloupe",
    "America/Martinique": "heure de Martinique",
    "America/Cayenne": "heure de Guyane",
    "America/Miquelon": "heure de Saint-Pierre-et-Miquelon",
    "America/Marigot": "heure de Saint-Martin",
    "America/St_Barthelemy": "heure de Saint-Barthélemy",
    "Indian/Reunion": "heure de La Réunion",
    "Indian/Mayotte": "heure de Mayotte",
    "Pacific/Noumea": "heure de Nouvelle-Calédonie",
    "Pacific/Tahiti": "heure de Tahiti",
    "Pacific/Wallis": "heure de Wallis-et-Futuna",
}
INVARIABLE = {"cas", "fois", "mois", "parcours", "recours", "relais", "temps"}
PREPOSITIONS = {"de", "du", "des", "à", "au", "aux", "en", "par", "pour", "sur", "avec"}

Number = Decimal | int


def rounded(value: Number, decimals: int) -> Decimal:
    """`value` rounded half-up to `decimals` places, never minus zero. Not for floats: TypeError."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(
            f"Un nombre s’écrit à partir d’un Decimal ou d’un int, pas d’un {type(value).__name__}."
        )
    exact = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, Context(prec=200))
    return exact.copy_abs() if exact.is_zero() else exact


def number(value: Number | None, decimals: int | None = None) -> str:
    """« 5 078 », « 1 234,5 », « −3 ». Without `decimals`, those the value has, less the useless zeros."""
    if value is None:
        return UNKNOWN_LABEL
    exact = rounded(value, _own_decimals(value) if decimals is None else decimals)
    return f"{exact:,f}".replace(",", NBSP).replace(".", ",").replace("-", MINUS)


def signed_number(value: Number | None, decimals: int | None = None) -> str:
    """« +56 », « −3,2 », « 0 »: a change, whose sign is always written."""
    text = number(value, decimals)
    return f"+{text}" if _is_positive(text) else text


def percent(value: Number | None, decimals: int | None = None) -> str:
    """« 12,5 % » from 12.5: the value is already a percentage, not a ratio."""
    return _with_suffix(number(value, decimals), "%")


def signed_percent(value: Number | None, decimals: int | None = None) -> str:
    """« +56,5 % », « −3 % », « 0 % »."""
    return _with_suffix(signed_number(value, decimals), "%")


def file_size(count: int) -> str:
    """« 840 octets », « 2,8 ko », « 12,4 Mo »: bytes counted by thousands, as the limits of the forms are."""
    for unit, worth in (("Mo", 1_000_000), ("ko", 1_000)):
        if count >= worth:
            return f"{number(Decimal(count) / worth, 1)}{NBSP}{unit}"
    return counted(count, "octet")


def euros(amount: Number | None, cents: bool | Literal["auto"] = "auto") -> str:
    """« 3 031 261 € ». `cents` shows two decimals always (True), never (False), or when they are not zero."""
    if amount is None:
        return UNKNOWN_LABEL
    if cents == "auto":
        cents = _has_cents(amount)
    return _with_suffix(number(amount, 2 if cents else 0), "€")


def euros_alike(amounts: Iterable[Number | None]) -> list[str]:
    """The amounts of one column, all with two decimals as soon as one has cents: they are compared."""
    column = list(amounts)
    cents = any(amount is not None and _has_cents(amount) for amount in column)
    return [euros(amount, cents) for amount in column]


def plain_euros(value: Number) -> str:
    """« 11 721,60 », « 742 500 »: an amount of euros without its sign, as an input holds it."""
    return number(value, 2 if _has_cents(value) else 0)


def _has_cents(value: Number) -> bool:
    return rounded(value, 2) != rounded(value, 0)


def value_with_unit(value: Number | None, unit: str, decimals: int | None = None) -> str:
    """« 12,5 % », « 742 500 € », « 5 078 visites », « 1 visite »: `unit` is given in the plural, or empty."""
    if unit == "€" and decimals is None:
        return euros(value)
    text = number(value, decimals)
    # The unit agrees with what is shown: 1.96 rounded to 2 is plural.
    if value is not None and _is_singular(value if decimals is None else rounded(value, decimals)):
        unit = singular(unit)
    return _with_suffix(text, unit) if unit else text


def plural(count: Number, one: str, many: str = "") -> str:
    """The noun that agrees with `count`: 0, 1 and 1,5 take the singular. `many` defaults to `one` + s."""
    return one if _is_singular(count) else many or f"{one}s"


def counted(count: Number, one: str, many: str = "") -> str:
    """« 0 contrat », « 1 contrat », « 1 250 contrats »."""
    return f"{number(count)}{NBSP}{plural(count, one, many)}"


def singular(unit: str) -> str:
    """The singular of a unit: « visites » → « visite », « relais parentaux » → « relais parental ».

    What follows a preposition stays as it is: « visites de sages-femmes » → « visite de sages-femmes ».
    """
    words = unit.split(" ")
    until = next(
        (place for place, word in enumerate(words) if word in PREPOSITIONS or "’" in word), len(words)
    )
    return " ".join([_singular_word(word) for word in words[:until]] + words[until:])


def joined(items: Iterable[object], last: str = "et") -> str:
    """« a », « a et b », « a, b et c »; an empty string for no item. `last` may be « ou »."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def in_sentence(label: str) -> str:
    """The label inside a sentence: « payé (€) », while « SNDS » and the like keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def date_long(value: date | None) -> str:
    """« 30 juin 2025 », « 1er janvier 2025 ». An instant is taken on its day in Paris."""
    if value is None:
        return UNKNOWN_LABEL
    day = _day(value)
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def date_short(value: date | None) -> str:
    """« 30/06/2025 ». An instant is taken on its day in Paris."""
    if value is None:
        return UNKNOWN_LABEL
    day = _day(value)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def instant(at: datetime | None, tz: tzinfo | str = PARIS) -> str:
    """« le 12 juin 2025 à 14 h 32 (heure de Paris) »; `tz` is a zone or its name."""
    if at is None:
        return UNKNOWN_LABEL
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    local = _aware(at).astimezone(zone)
    clock = f"{local.hour}{NBSP}h{NBSP}{local.minute:02}"
    return f"le {date_long(local.date())} à {clock} ({ZONE_LABELS.get(str(zone), str(zone))})"


def moment(at: datetime | None, tz: tzinfo | str = PARIS) -> str:
    """« le 12 juin 2025 à 14 h 32 », for a page whose foot says that its hours are those of Paris; another
    zone is named."""
    told = instant(at, tz)
    return told.removesuffix(f" ({ZONE_LABELS['Europe/Paris']})")


def _own_decimals(value: Number) -> int:
    exponent = Decimal(value).normalize(Context(prec=200)).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_singular(value: Number) -> bool:
    return -2 < value < 2


def _is_positive(text: str) -> bool:
    return (
        text != UNKNOWN_LABEL and not text.startswith(MINUS) and any(digit in text for digit in "123456789")
    )


def _with_suffix(text: str, suffix: str) -> str:
    return text if text == UNKNOWN_LABEL else f"{text}{NBSP}{suffix}"


def _singular_word(word: str) -> str:
    if word in INVARIABLE:
        return word
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux"):
        return f"{word[:-3]}al"
    return word.removesuffix("s")


def _day(value: date) -> date:
    return _aware(value).astimezone(PARIS).date() if isinstance(value, datetime) else value


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("Un instant sans fuseau horaire ne peut pas être daté.")
    return at
