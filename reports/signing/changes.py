"""What was added to a PDF after it was delivered: signatures, and nothing else.

Each revision is compared with the one before, object by object: only what a signature writes may differ.
pyHanko's own analysis follows every path of the document, which takes seconds on a tagged file; it is run
before a file that is brought back is recorded, and in the background (see `reports.signing.analysis`).
"""

from collections.abc import Callable, Collection
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.signing.density import is_too_dense
from reports.signing.properties import says_the_same
from reports.signing.revisions import HOSTILE, is_chained

PAGE = "une page y est ajoutée, retirée ou modifiée"
FIELD = "un champ y est modifié"
DRAWN = "une signature y est dessinée hors des emplacements prévus"
BORROWED = "une signature y est montrée à la place d’une autre"
CONTENT = "son contenu y est modifié"
UNREADABLE = "sa structure est illisible"
UNSIGNED = "une suite que personne n’a signée y est ajoutée"
OF_A_SIGNATURE = {"/AcroForm", "/DSS", "/Perms", "/Extensions", "/Version"}
# What proves the signatures later is added after them, by no signature.
OF_THE_LAST_WORD = {"/DSS", "/Extensions", "/Version"}
OF_THE_PROOFS = {"/Type", "/Certs", "/OCSPs", "/CRLs", "/VRI"}
OF_THE_FORM = {"/Fields", "/SigFlags"}
OF_A_FIELD = {"/V", "/AP"}
# Of a place that a tool makes itself: nothing that acts, nor leads to another field.
OF_A_PLACE = OF_A_FIELD | {
    *(
        "/FT",
        "/T",
        "/TU",
        "/TM",
        "/Ff",
        "/Lock",
        "/SV",
        "/Type",
        "/Subtype",
        "/Rect",
        "/P",
        "/F",
        "/M",
        "/NM",
    ),
    *("/MK", "/DA", "/DR", "/Q", "/BS", "/Border", "/C", "/H"),
}
# A form that was not there before may say how its fields would be written.
OF_A_NEW_FORM = {"/DA", "/DR", "/Q"}
# Three parties, and what their tools add: a file may name thousands, each compared with all.
MOST_FIELDS = 40
# Lists of revoked certificates are the heaviest; reading ten times as much would take minutes.
MOST_ADDED = 5_000_000
HEAVY = "plus de cinq mégaoctets y sont ajoutés"
DENSE = "bien plus que des signatures y est ajouté"
OF_THE_FILE = {"/ModDate", "/Producer"}


def forbidden_change(pdf: bytes, start: int) -> str:
    """What the file changes after its first `start` bytes that no signature changes; empty for nothing."""
    if len(pdf) - start > MOST_ADDED:
        return HEAVY
    if is_too_dense(pdf[start:]):
        return DENSE
    if not is_chained(pdf, start):
        return UNREADABLE
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            return UNREADABLE
        first = _revision_at(reader, start)
        faults = (_fault_of(reader, number) for number in range(first + 1, reader.xrefs.total_revisions))
        return next(filter(None, faults), "")
    except HOSTILE:
        return UNREADABLE


def unsigned_end(pdf: bytes, start: int) -> str:
    """What the file adds that no signature covers, beyond its first `start` bytes and but for what proves its
    signatures; empty for nothing. Asked of a file without any forbidden change."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        covered = max([start, *(_end_of(one) for one in reader.embedded_signatures)])
        last = _revision_at(reader, covered)
        if len(pdf) == covered:
            return ""
        numbers = range(last + 1, reader.xrefs.total_revisions)
        is_proof = covered > start and numbers and all(_proves_alone(reader, one) for one in numbers)
        return "" if is_proof else UNSIGNED
    except HOSTILE:
        return UNREADABLE


def _end_of(signature: Any) -> int:
    _, _, place, length = (int(one) for one in signature.byte_range)
    return place + length


def _proves_alone(reader: PdfFileReader, number: int) -> bool:
    """Whether a revision writes what proves signatures, and nothing else that was there."""
    before, after = reader.get_historical_resolver(number - 1), reader.get_historical_resolver(number)
    known = reader.xrefs.get_introducing_revision
    rewritten = {ref for ref in after.explicit_refs_in_revision() if known(ref) < number}
    proofs = _reference(before.root, "/DSS")
    moved = _changed(before.root, after.root)
    has_proved = "/DSS" in moved or (proofs is not None and proofs in rewritten)
    return has_proved and not rewritten - {before.root_ref, proofs} and not moved - OF_THE_LAST_WORD


def _revision_at(reader: PdfFileReader, start: int) -> int:
    """The number of the last revision that ends within the first `start` bytes."""
    xrefs = reader.xrefs
    return max(
        number
        for number in range(xrefs.total_revisions)
        if xrefs.get_xref_container_info(number).end_location <= start
    )


def _fault_of(reader: PdfFileReader, number: int) -> str:
    before, after = reader.get_historical_resolver(number - 1), reader.get_historical_resolver(number)
    if before.root_ref != after.root_ref or after.refs_freed_in_revision():
        return CONTENT
    if _named_in(before.trailer_view, "/Info") != _named_in(after.trailer_view, "/Info"):
        return CONTENT
    if len(_items(_held(after.root, "/AcroForm") or {}, "/Fields")) > MOST_FIELDS:
        return FIELD
    if _is_borrowed(before, after, reader):
        return BORROWED
    judge = _Judge(before, after)
    return next(filter(None, (judge.fault_of(ref) for ref in after.explicit_refs_in_revision())), "")


def _is_borrowed(before: Any, after: Any, reader: PdfFileReader) -> bool:
    """Whether a field shows a signature that was not written with it: another's, or one from elsewhere."""
    known, values = shown_signatures(before), shown_signatures(after)
    introduced = reader.xrefs.get_introducing_revision
    fresh = [one for one in values if one not in known]
    if len(set(values)) < len(values):
        return True
    return any(one is None or introduced(one) != after.revision for one in fresh)


def shown_signatures(resolver: Any) -> list[generic.Reference | None]:
    """What each signed field of the form refers to as its signature."""
    fields = [one.get_object() for one in _items(_held(resolver.root, "/AcroForm") or {}, "/Fields")]
    return [_reference(field, "/V") for field in fields if "/V" in field]


class _Judge:
    """Two revisions that follow each other, and what may differ from one to the other."""

    def __init__(self, before: Any, after: Any) -> None:
        self.before, self.after, self.number = before, after, after.revision
        root = before.root
        self.form = _reference(root, "/AcroForm")
        self.signable = {one.reference for one in _items(_held(after.root, "/AcroForm") or {}, "/Fields")}
        self.fields = {one.reference for one in _items(_held(root, "/AcroForm") or {}, "/Fields")}
        self.metadata = _reference(root, "/Metadata")
        self.proofs = _reference(root, "/DSS")
        self.info = _reference(before.trailer_view, "/Info")

    def fault_of(self, ref: generic.Reference) -> str:
        """Why the object may not have changed; empty when it may, or is new."""
        if self._is_new(ref):
            # Read all the same: one that cannot be would have a reader doubt the whole.
            self.after(ref)
            return ""
        old, new = self.before(ref), self.after(ref)
        if ref == self.metadata:
            return "" if says_the_same(old, new) else CONTENT
        # What a stream holds is no key of it: none that was there is written again.
        if any(isinstance(one, generic.StreamObject) or not isinstance(one, dict) for one in (old, new)):
            return CONTENT
        return self._rule(ref, old)(old, new)

    def _is_new(self, ref: generic.Reference) -> bool:
        return bool(self.after.reader.xrefs.get_introducing_revision(ref) == self.number)

    def _rule(self, ref: generic.Reference, old: Any) -> Callable[[Any, Any], str]:
        if ref == self.before.root_ref:
            return self._root_fault
        if ref == self.form:
            return _form_fault
        if ref in self.fields:
            return _field_fault
        if ref == self.proofs:
            # Named so by an earlier revision, it might be anything else.
            return lambda old, new: CONTENT if {*old.keys(), *new.keys()} - OF_THE_PROOFS else ""
        if ref == self.info:
            return lambda old, new: CONTENT if _changed(old, new) - OF_THE_FILE else ""
        if _held(old, "/Type") == "/Page":
            return self._page_fault
        return lambda old, new: PAGE if _held(old, "/Type") == "/Pages" else CONTENT

    def _root_fault(self, old: Any, new: Any) -> str:
        """The catalogue may gain what a signature writes; its form, once it has one, only by its own rule.

        What it names is written with it: named so, an object of the document could be written again next.
        """
        changed = _changed(old, new)
        named = [ref for key in changed if key in new and (ref := _reference(new, key)) is not None]
        if changed - OF_A_SIGNATURE or not all(map(self._is_new, named)):
            return CONTENT
        if "/AcroForm" not in changed:
            return ""
        nothing = generic.DictionaryObject()
        allowed = OF_THE_FORM if "/AcroForm" in old else OF_THE_FORM | OF_A_NEW_FORM
        return _form_fault(_held(old, "/AcroForm") or nothing, _held(new, "/AcroForm") or nothing, allowed)

    def _page_fault(self, old: Any, new: Any) -> str:
        """A page may gain the place of a signature, after all that it had, if nothing is drawn there.

        It could else be drawn over what the page says: a signature is seen in the places kept for the
        parties. Drawn there too, a field of its own making is refused: after a signature given here, which
        certifies the document, readers take it for a change that the first signer forbids.
        """
        added = _items(new, "/Annots")[len(_items(old, "/Annots")) :]
        known = all(getattr(one, "reference", None) in self.signable - self.fields for one in added)
        kept = known and _gains_signatures(old, new, "/Annots")
        if not kept or _changed(old, new) - {"/Annots"}:
            return PAGE
        return DRAWN if any(_is_drawn(one.get_object()) for one in added) else ""


def _form_fault(old: Any, new: Any, allowed: Collection[str] = frozenset(OF_THE_FORM)) -> str:
    is_kept = not _changed(old, new) - set(allowed) and _gains_signatures(old, new, "/Fields")
    return "" if is_kept else FIELD


def _field_fault(old: Any, new: Any) -> str:
    """A signature fills an empty field; none that is signed changes, and none is merely drawn."""
    is_empty = _held(old, "/FT") == "/Sig" and "/V" not in old and "/V" in new
    return "" if is_empty and not _changed(old, new) - OF_A_FIELD else FIELD


def _gains_signatures(old: Any, new: Any, key: str) -> bool:
    """Whether the list holds all that it held, in its order, then signature fields alone."""
    before, after = _items(old, key), _items(new, key)
    kept = [*map(_written, after[: len(before)])] == [*map(_written, before)]
    return kept and all(_is_signature(one.get_object()) for one in after[len(before) :])


def _items(holder: Any, key: str) -> list[Any]:
    """What a list holds, references left as they are."""
    held = _held(holder, key)
    return [held.raw_get(place) for place in range(len(held))] if held else []


def _held(holder: Any, key: str) -> Any:
    """What a key leads to, through a reference or not; None without it."""
    return holder[key] if key in holder else None  # noqa: SIM401 (pyHanko's `get` follows no reference)


def _is_signature(held: Any) -> bool:
    """A field that is signed, not only drawn, and that does nothing else."""
    if not isinstance(held, dict) or held.keys() - OF_A_PLACE:
        return False
    return _held(held, "/FT") == "/Sig" and "/V" in held and _held(held, "/Subtype") in (None, "/Widget")


def _is_drawn(field: Any) -> bool:
    """Whether it takes room on its page."""
    left, bottom, right, top = map(float, _held(field, "/Rect") or (0, 0, 0, 0))
    return left != right and bottom != top


def _changed(old: Any, new: Any) -> set[str]:
    """The keys whose value, as it is written, is not the same."""
    return {
        key
        for key in {*old.keys(), *new.keys()}
        if (key in old) != (key in new) or _written(old.raw_get(key)) != _written(new.raw_get(key))
    }


def _written(item: Any) -> bytes:
    held = BytesIO()
    item.write_to_stream(held, None)
    return held.getvalue()


def _named_in(holder: Any, key: str) -> bytes | None:
    """The value of a key as it is written, None without it."""
    return _written(holder.raw_get(key)) if key in holder else None


def _reference(holder: Any, key: str) -> generic.Reference | None:
    """What the key refers to; None when it holds the thing itself, or nothing."""
    held = holder.raw_get(key) if key in holder else None
    return held.reference if isinstance(held, generic.IndirectObject) else None
