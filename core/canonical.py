"""One content, one sequence of bytes, one fingerprint: canonical JSON (RFC 8785) and SHA-256."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import rfc8785


class NotCanonicalError(ValueError):
    """The content holds something that has no single written form. The message says what, and where."""


def canonical_bytes(content: Any) -> bytes:
    """The canonical JSON of `content`, in UTF-8. Equal contents give equal bytes, whatever the database.

    Raises `NotCanonicalError` for what `to_plain` refuses, for an integer beyond 2**53 - 1 and for text that
    UTF-8 cannot hold.
    """
    try:
        return rfc8785.dumps(to_plain(content))
    except rfc8785.CanonicalizationError as error:
        raise NotCanonicalError(str(error)) from error


def sha256_hex(content: bytes) -> str:
    """The SHA-256 of the bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def to_plain(content: Any, *, path: str = "$") -> Any:
    """`content` made of dict, list, str, int, bool and None alone: what a JSON column can hold as it is.

    A Decimal becomes the string of its value without useless zeros, because SQLite gives back 12.5 where
    PostgreSQL gives 12.5000; a date becomes ISO 8601, an instant ISO 8601 in UTC. Floats are refused: they do
    not hold what people typed. Applying it twice changes nothing. `path` is the JSON path named in errors.
    """
    match content:
        case None | bool() | int():
            return content
        case str():
            return str(content)
        case Decimal():
            return _decimal(content, path)
        case date():
            return _moment(content, path)
        case Mapping():
            return {_key(key, path): to_plain(value, path=f"{path}.{key}") for key, value in content.items()}
        case list() | tuple():
            return [to_plain(value, path=f"{path}[{index}]") for index, value in enumerate(content)]
    raise NotCanonicalError(
        f"{path}: {type(content).__name__} has no canonical form (use Decimal, str or int)."
    )


def _decimal(value: Decimal, path: str) -> str:
    if not value.is_finite():
        raise NotCanonicalError(f"{path}: {value} is not a number.")
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _moment(value: date, path: str) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise NotCanonicalError(f"{path}: an instant without its time zone.")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _key(key: Any, path: str) -> str:
    if not isinstance(key, str):
        raise NotCanonicalError(f"{path}: the key {key!r} is not a string.")
    return str(key)
