"""What an import leaves in the journal of each contract it touched."""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from core import journal
from core.acting import Actor
from core.canonical import sha256_hex


class Chained(Protocol):
    """Anything that says to which journal it belongs."""

    @property
    def journal_chain(self) -> str:
        """The name of its chain."""


def record(batch: Any, owner: Chained, changes: Sequence[Any], by: Actor, *, act: str) -> None:
    """One row in the journal of the contract: which file, how many values, the hash of what moved."""
    # Plain values alone, sorted: one content, one sequence of bytes.
    plain = json.dumps(changes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    journal.record(
        chain=owner.journal_chain,
        act=act,
        subject=batch,
        by=by,
        after={
            "fichier": batch.file_name,
            "empreinte du fichier": batch.sha256,
            "valeurs": len(changes),
            "empreinte des changements": sha256_hex(plain.encode()),
        },
    )
