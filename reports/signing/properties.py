"""What a PDF says of itself in its metadata (XMP, ISO 16684-1): a signature changes but the hour there."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp

XMP = "http://ns.adobe.com/xap/1.0/"
# Whole families: what a tool writes of itself, how properties that are not everybody's are read, and what the
# syntax adds to each description.
OF_NO_DOCUMENT = {
    "http://ns.adobe.com/xap/1.0/mm/",
    "http://www.aiim.org/pdfa/ns/extension/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
OF_THE_MOMENT = {
    (XMP, "ModifyDate"),
    (XMP, "MetadataDate"),
    (XMP, "CreatorTool"),
    ("http://ns.adobe.com/pdf/1.3/", "Producer"),
}
MOST_BYTES = 100_000


def says_the_same(old: Any, new: Any) -> bool:
    """Whether two metadata streams say the same of the document, the hour and the tool apart.

    Raises what reading a hostile file raises (`revisions.HOSTILE`).
    """
    return all(map(_is_readable, (old, new))) and _properties(old) == _properties(new)


def _is_readable(held: Any) -> bool:
    """Whether it is a metadata stream, not compressed: ours are not, and one that is could be a bomb."""
    if not isinstance(held, generic.StreamObject) or "/Filter" in held:
        return False
    is_named = (held.get("/Type"), held.get("/Subtype")) == ("/Metadata", "/XML")
    return is_named and len(held.encoded_data) <= MOST_BYTES


def _properties(stream: generic.StreamObject) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for structure in parse_xmp(BytesIO(stream.data)):
        for name, value in structure:
            key = (name.ns, name.local_name)
            if name.ns not in OF_NO_DOCUMENT and key not in OF_THE_MOMENT:
                # Twice under one name, each reader would choose.
                found[key] = [*found.get(key, []), value]
    return found
