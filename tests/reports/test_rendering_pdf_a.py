"""What is added to the engine's file, on small trees of objects."""

from xml.etree.ElementTree import Element, SubElement

import pydyf

from reports.rendering.engine import link_words
from reports.rendering.pdf_a import (
    UNCLEAR_END,
    end_streams_clearly,
    list_attachments_once,
    orient_headers,
    tell_links,
)


def test_no_stream_is_left_ending_with_a_carriage_return() -> None:
    pdf = pydyf.PDF()
    unclear = _compressed_until_it_ends_with_a_carriage_return()
    drawing = pydyf.Stream(unclear.stream[:], compress=True)
    drawing.page_rectangle = (0, 0, 1, 1)
    pdf.add_object(unclear)
    pdf.add_object(drawing)

    end_streams_clearly(pdf)

    assert not any(item.data.endswith(UNCLEAR_END) for item in (unclear, drawing))
    assert drawing.compress
    assert not unclear.compress


def test_a_header_heads_its_column_in_the_head_of_a_table_and_its_row_elsewhere() -> None:
    pdf = pydyf.PDF()
    table = _element(pdf, "/Table")
    column = _element(pdf, "/TH", _element(pdf, "/TR", _element(pdf, "/THead", table)))
    row = _element(pdf, "/TH", _element(pdf, "/TR", _element(pdf, "/TBody", table)))

    orient_headers(pdf)

    assert (column["A"]["Scope"], row["A"]["Scope"]) == ("/Column", "/Row")


def test_a_link_is_told_by_its_words_and_keeps_its_target_where_it_has_none() -> None:
    pdf = pydyf.PDF()
    called, bare = (
        pydyf.Dictionary({"Subtype": "/Link", "Contents": pydyf.String(target)}) for target in ("note-1", "x")
    )
    pdf.add_object(called)
    pdf.add_object(bare)
    page = Element("p")
    SubElement(page, "a", {"href": "#note-1", "aria-label": "Note 1"}).text = "(1)"
    SubElement(page, "a", {"href": "#note-1"}).text = "autre"

    tell_links(pdf, link_words(page))

    assert (called["Contents"].string, bare["Contents"].string) == ("Note 1", "x")


def test_each_attachment_is_named_once_in_the_catalogue() -> None:
    pdf = pydyf.PDF()
    pdf.catalog["AF"] = pydyf.Array([b"1 0 R", b"2 0 R", b"1 0 R", b"2 0 R"])

    list_attachments_once(pdf)

    assert pdf.catalog["AF"] == [b"1 0 R", b"2 0 R"]


def _element(pdf: pydyf.PDF, kind: str, parent: pydyf.Dictionary | None = None) -> pydyf.Dictionary:
    made = pydyf.Dictionary({"S": kind, "A": pydyf.Dictionary()})
    pdf.add_object(made)
    if parent is not None:
        made["P"] = parent.reference
    return made


def _compressed_until_it_ends_with_a_carriage_return() -> pydyf.Stream:
    for size in range(1, 2000):
        stream = pydyf.Stream([b"a" * size], compress=True)
        if stream.data.endswith(UNCLEAR_END):
            return stream
    raise AssertionError
