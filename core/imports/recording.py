"""What an import leaves in the journal of each contract it touched."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from core import journal
from core.acting import Actor
from core.canonical import sha256_hex
from core.imports.kinds import Change
from core.packed import Packed, Packer

OWNER = itemgetter("contract")


class Chained(Protocol):
    """Anything that says to which journal it belongs."""

    @property
    def journal_chain(self) -> str:
        """The name of its chain."""


def as_json(changes: Sequence[Any]) -> str:
    """Plain values alone, sorted: one content, one sequence of bytes."""
    return json.dumps(changes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record(batch: Any, owner: Chained, changes: Sequence[Any], by: Actor, *, act: str) -> None:
    """One row in the journal of the contract: which file, how many values, the hash of what moved."""
    _journal(batch, owner, len(changes), sha256_hex(as_json(changes).encode()), by, act)


class Trace:
    """What an import changes, written as JSON once: for the journal of each contract, and to be undone."""

    def __init__(self) -> None:
        self._packer = Packer()
        self._told: dict[int, list[str]] = defaultdict(list)
        self._counts: Counter[int] = Counter()

    def add(self, changes: Sequence[Change]) -> None:
        """What was written, or is being."""
        for owner, several in groupby(sorted(changes, key=OWNER), OWNER):
            own = list(several)
            items = as_json(own)[1:-1]
            self._packer.add(items)
            self._told[owner].append(items)
            self._counts[owner] += len(own)

    def record(self, batch: Any, owners: Mapping[int, Chained], by: Actor, *, act: str) -> Packed:
        """One row in the journal of each contract; the changes as the batch keeps them."""
        for pk in sorted(self._told):
            digest = sha256_hex(f"[{','.join(self._told[pk])}]".encode())
            _journal(batch, owners[pk], self._counts[pk], digest, by, act)
        return self._packer.packed()


def _journal(batch: Any, owner: Chained, count: int, digest: str, by: Actor, act: str) -> None:
    journal.record(
        chain=owner.journal_chain,
        act=act,
        subject=batch,
        by=by,
        after={
            "fichier": batch.file_name,
            "empreinte du fichier": batch.sha256,
            "valeurs": count,
            "empreinte des changements": digest,
        },
    )
