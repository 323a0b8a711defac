"""What surrounds a content when it is printed: draft or edition, hash, date, decisions, data to attach."""

from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from core.canonical import sha256_hex
from core.formats import NBSP
from reports.content import SealContent
from reports.rendering.assets import asset, logo_address
from reports.rendering.faults import RenderingError
from reports.rendering.lettering import printable

SHORT_HASH = 12
# A draft bears no date, so that the same content gives the same file whenever it is asked for.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


class FrameKind(StrEnum):
    """Which document is made of the content: a working paper, what the parties read, what they agreed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    ASSEMBLY = "assembly"
    SHEET = "sheet"
    MINUTES = "minutes"


STATES = {
    FrameKind.DRAFT: "non soumis aux parties",
    FrameKind.SUBMITTED: "soumise au visa des parties",
    FrameKind.AGREED: "arrêtée conjointement",
    FrameKind.ASSEMBLY: "Rapport soumis à l’assemblée",
    FrameKind.SHEET: "Fiche action",
    FrameKind.MINUTES: "Compte rendu",
}


class WrongHash(RenderingError):
    """A page must never print a hash that is not its content's."""

    def __init__(self) -> None:
        super().__init__("L’empreinte à imprimer n’est pas celle du contenu joint.")


@dataclass(frozen=True)
class Letterhead:
    """The logo (by the hash of its image, or nothing), its words and the legal mentions of an organisation,
    as they were when the content was frozen."""

    organisation: str
    kind: str
    logo: str = ""
    alt: str = ""
    mentions: str = ""

    @property
    def address(self) -> str:
        """Where the engine finds the image."""
        return logo_address(self.logo)

    @property
    def embedded(self) -> str:
        """The image itself, for a page that must stand alone."""
        return f"data:image/png;base64,{b64encode(asset(self.address)).decode()}"


@dataclass(frozen=True)
class Frame:
    """The circumstances of one printing: nothing else may vary between two printings of a content.

    `sha256` is the hash of `canonical`, the JSON attached to the PDF byte for byte with `csv`. `frozen_at`
    (aware) is the edition's instant; a draft has none, nor a number. `seals` are printed once agreed. A
    report to the assembly carries the frame of each annexed report, in order; where one is missing, the
    annex is printed as a draft, for nothing may look agreed that is not known to be. `verification` is the
    address, printed and drawn as a QR code, where anybody may check the file.
    """

    kind: FrameKind
    sha256: str
    canonical: bytes
    edition_number: int | None = None
    frozen_at: datetime | None = None
    seals: list[SealContent] = field(default_factory=list)
    csv: bytes = b""
    annexes: list["Frame"] = field(default_factory=list)
    verification: str = ""
    letterheads: list[Letterhead] = field(default_factory=list)

    @classmethod
    def read(cls, *, kind: str, canonical: str, data: dict[str, Any]) -> "Frame":
        """The frame kept as plain data: `edition_number`, `sha256`, `frozen_at` (ISO 8601), `seals`,
        `annexes`, `verification`, `letterheads`.

        Every key may be missing. An annex may give its own `kind`; its canonical JSON comes from its content.
        """
        frozen_at = data.get("frozen_at")
        return cls(
            kind=FrameKind(data.get("kind") or kind),
            sha256=data.get("sha256") or (sha256_hex(canonical.encode()) if canonical else ""),
            canonical=canonical.encode(),
            edition_number=data.get("edition_number"),
            frozen_at=datetime.fromisoformat(frozen_at) if frozen_at else None,
            seals=[SealContent(**seal) for seal in data.get("seals", [])],
            annexes=[
                cls.read(kind=FrameKind.AGREED, canonical="", data=annex) for annex in data.get("annexes", [])
            ],
            verification=data.get("verification", ""),
            letterheads=[printable(Letterhead(**one)) for one in data.get("letterheads", [])],
        )

    def with_csv(self, csv: bytes) -> "Frame":
        """The same frame, with the table of figures to attach."""
        return replace(self, csv=csv)

    def of_annex(self, rank: int, canonical: bytes, csv: bytes) -> "Frame":
        """The frame of the annexed report of this rank, from 0, with its own data to attach."""
        if rank >= len(self.annexes):
            return Frame(FrameKind.DRAFT, sha256_hex(canonical), canonical, csv=csv)
        annex = self.annexes[rank]
        return replace(annex, canonical=canonical, csv=csv, sha256=annex.sha256 or sha256_hex(canonical))

    def letterhead_of(self, kind: str) -> Letterhead | None:
        """That of the party of this kind, if it had one."""
        return next((one for one in self.letterheads if one.kind == kind), None)

    def check(self) -> None:
        """Raise `WrongHash` when the hash to print is not that of the content to attach."""
        if self.sha256 != sha256_hex(self.canonical):
            raise WrongHash

    @property
    def is_draft(self) -> bool:
        """Whether every page must say « PROJET »."""
        return self.kind == FrameKind.DRAFT

    @property
    def is_signable(self) -> bool:
        """Whether the file has a place for the signature of each party."""
        return self.kind == FrameKind.AGREED

    @property
    def state(self) -> str:
        """The state of the document, as written on its cover: « Édition n° 2, arrêtée conjointement »."""
        # Only the paper that presents reports has annexes.
        said = "non soumis à l’assemblée" if self.is_draft and self.annexes else STATES[self.kind]
        return ", ".join(part for part in (self.edition, said) if part)

    @property
    def edition(self) -> str:
        """« Édition n° 2 », « Projet », or nothing for a paper without editions."""
        if self.edition_number is not None:
            return f"Édition n°{NBSP}{self.edition_number}"
        return "Projet" if self.is_draft else ""

    @property
    def short_hash(self) -> str:
        """The first twelve digits, by four, as printed at the foot of each page."""
        digits = self.sha256[:SHORT_HASH]
        return NBSP.join(digits[start : start + 4] for start in range(0, len(digits), 4))

    @property
    def foot(self) -> str:
        """« Édition n° 2 · empreinte 0a1b 2c3d 4e5f »."""
        return " · ".join(part for part in (self.edition, f"empreinte {self.short_hash}") if part)

    @property
    def hash_lines(self) -> list[str]:
        """The whole hash by groups of eight digits, on two lines."""
        groups = [self.sha256[start : start + 8] for start in range(0, len(self.sha256), 8)]
        return [NBSP.join(groups[:4]), NBSP.join(groups[4:])]

    @property
    def dated(self) -> datetime:
        """The date written in the file's metadata."""
        return self.frozen_at or UNDATED
