"""Makes WeasyPrint's PDF/A-3a file a PDF/UA-1 file too: one file, both standards (ISO 19005-3, ISO 14289-1).

The engine writes one standard at a time. What the other one wants on top is small: a claim in the metadata,
declared in the way PDF/A demands, and the direction of each table header.
"""

from collections.abc import Mapping
from typing import Any

from reports.rendering.fields import lay_signature_fields

NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
CLAIM = f"""
<rdf:Description xmlns:pdfuaid="{NAMESPACE}" rdf:about="">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
""".encode()
END_OF_METADATA = b"</rdf:RDF>"


# A stream that ends with a carriage return, then the end of line that closes it: some validators take both
# for the end of line, and find the stream one byte shorter than it says.
UNCLEAR_END = b"\r\nendstream"


def finish(
    document: Any, pdf: Any, *, layout: str, links: Mapping[str, str], is_signable: bool = False
) -> None:
    """WeasyPrint's `finisher`: `pdf` is the pydyf tree of the whole file, changed in place before writing.

    `layout` is the catalogue's `PageLayout`, of no import on paper (see `engine.write_pdf`); `links` the
    words of each link, by its target.
    """
    if is_signable:
        compress_streams(pdf)
        lay_signature_fields(pdf)
    claim_accessibility(pdf)
    orient_headers(pdf)
    tell_links(pdf, links)
    list_attachments_once(pdf)
    end_streams_clearly(pdf)
    pdf.catalog["PageLayout"] = layout


def compress_streams(pdf: Any) -> None:
    """Compress each stream, in a file whose other objects are not to be gathered in one."""
    for item in pdf.objects:
        if hasattr(item, "compress") and "Filter" not in item.extra:
            item.compress = True


def claim_accessibility(pdf: Any) -> None:
    """Say PDF/UA-1 in the XMP packet, and declare the property, unknown to PDF/A."""
    stream = pdf.objects[_number(pdf.catalog["Metadata"])]
    packet = b"".join(part if isinstance(part, bytes) else part.data for part in stream.stream)
    before, end, after = packet.partition(END_OF_METADATA)
    stream.stream = [before + CLAIM + end + after]
    # The packet stays readable by tools that know nothing of PDF.
    stream.compress = False


def orient_headers(pdf: Any) -> None:
    """Give each header cell its scope: a column in the head of its table, else a row."""
    items: list[Any] = [item for item in pdf.objects if isinstance(item, dict)]
    elements = {item.reference: item for item in items if "S" in item}
    for element in elements.values():
        if element["S"] == "/TH":
            element["A"]["Scope"] = _scope(element, elements)


def tell_links(pdf: Any, links: Mapping[str, str]) -> None:
    """Describe each link by its words: the engine says its target, which is a name of ours."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Link" and "Contents" in item:
            words = links.get(item["Contents"].string)
            if words:
                item["Contents"] = type(item["Contents"])(words)


def list_attachments_once(pdf: Any) -> None:
    """The engine names each associated file twice in the catalogue."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def end_streams_clearly(pdf: Any) -> None:
    """Leave no stream that ends with a carriage return, which one compressed stream in 256 does by chance."""
    for item in pdf.objects:
        if hasattr(item, "compress") and item.data.endswith(UNCLEAR_END):
            if hasattr(item, "page_rectangle"):
                # Drawing orders: a blank more changes nothing but the checksum that ends the stream.
                item.stream.append(b" ")
            else:
                item.compress = False


def _scope(element: Any, elements: dict[bytes, Any]) -> str:
    while element is not None and element["S"] != "/Table":
        if element["S"] == "/THead":
            return "/Column"
        element = elements.get(element.get("P"))
    return "/Row"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
