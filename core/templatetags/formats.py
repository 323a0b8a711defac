"""The French formats as template filters: `{{ line.paid_amount|euros }}`, `{{ value|number:1 }}`."""

from datetime import date, datetime, tzinfo

from django import template

from core import formats

register = template.Library()


@register.filter
def euros(amount: formats.Number | None, cents: str = "auto") -> str:
    """« 3 031 261 € »; cents when they are not zero, or as `|euros:"always"` and `|euros:"never"` say."""
    return formats.euros(amount, {"always": True, "never": False}.get(cents, "auto"))


@register.filter
def number(value: formats.Number | None, decimals: int | None = None) -> str:
    """« 1 234,5 »; `|number:0` rounds half-up."""
    return formats.number(value, decimals)


@register.filter
def percent(value: formats.Number | None, decimals: int | None = None) -> str:
    """« 12,5 % » from 12.5."""
    return formats.percent(value, decimals)


@register.filter
def signed_percent(value: formats.Number | None, decimals: int | None = None) -> str:
    """« +56,5 % » from 56.5."""
    return formats.signed_percent(value, decimals)


@register.filter
def counted(count: formats.Number, noun: str) -> str:
    """« 2 contrats » by `|counted:"contrat"`; `|counted:"cheval,chevaux"` gives an irregular plural."""
    one, _, many = noun.partition(",")
    return formats.counted(count, one, many)


@register.filter
def file_size(count: int) -> str:
    """« 2,8 ko » from bytes."""
    return formats.file_size(count)


@register.filter
def date_long(value: date | None) -> str:
    """« 30 juin 2025 »."""
    return formats.date_long(value)


@register.filter
def date_short(value: date | None) -> str:
    """« 30/06/2025 »."""
    return formats.date_short(value)


@register.filter
def moment(at: datetime | None, tz: tzinfo | str = formats.PARIS) -> str:
    """« le 12 juin 2025 à 14 h 32 »: on a page, whose foot says once that the hours are those of Paris."""
    return formats.moment(at, tz)


@register.filter
def instant(at: datetime | None, tz: tzinfo | str = formats.PARIS) -> str:
    """« le 12 juin 2025 à 14 h 32 (heure de Paris) »; `|instant:territory.time_zone` for another zone."""
    return formats.instant(at, tz)
