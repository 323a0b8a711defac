"""Long lists of plain values in one column: compressed, and read only by who asks for them."""

import json
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db import models

QUICK = 1


class Packed(Sequence[Any]):
    """A list as the database keeps it, unpacked when it is first looked into."""

    def __init__(self, content: bytes) -> None:
        self.content = bytes(content)

    @cached_property
    def _items(self) -> list[Any]:
        items: list[Any] = json.loads(zlib.decompress(self.content)) if self.content else []
        return items

    def __getitem__(self, place: Any) -> Any:
        return self._items[place]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)


class Packer:
    """Packs a list as it is told, so that nothing of it is written as JSON twice."""

    def __init__(self) -> None:
        self._into = zlib.compressobj(QUICK)
        self._pieces: list[bytes] = []

    def add(self, items: str) -> None:
        """The next items: JSON, parted by commas."""
        told = f"{',' if self._pieces else '['}{items}"
        self._pieces.append(self._into.compress(told.encode("utf-8", "surrogatepass")))

    def packed(self) -> Packed:
        """The whole; nothing is added any more."""
        if not self._pieces:
            return Packed(b"")
        return Packed(b"".join([*self._pieces, self._into.compress(b"]"), self._into.flush()]))


class PackedField(models.BinaryField):
    """A list of what JSON can hold, a tenth of its size in the row; nothing of it can be asked in SQL.

    Loading the row, or saving it as its next version, neither unpacks nor packs it again.
    """

    # What may be set, and what is found: for the types alone.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: Any, *_: Any) -> Packed:
        """What a row holds."""
        return Packed(value or b"")

    def get_prep_value(self, value: Any) -> bytes:
        """What the row will hold."""
        if isinstance(value, Packed):
            return value.content
        told = json.dumps(list(value or ()), ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(told.encode("utf-8", "surrogatepass"), QUICK)

    def to_python(self, value: Any) -> Any:
        """A list as a fixture writes it."""
        return json.loads(value) if isinstance(value, str) else value

    def value_to_string(self, obj: models.Model) -> str:
        """The list as a fixture writes it."""
        held: Any = self.value_from_object(obj)
        return json.dumps(list(held), ensure_ascii=False)
