"""The places for signatures: check boxes of the page, made into empty signature fields.

Drawn in HTML, they are placed by the style sheet, named for a screen reader and tagged in their order; a text
input would bring its font, which PDF/A-3 and PDF/UA-1 refuse.
"""

from typing import Any

import pydyf

# Print, and locked: a reader neither moves nor deletes the field.
FLAGS = 4 + 128
OF_A_CHECK_BOX = ("V", "AS", "MK", "Border", "Ff")
IS_FORM = "/Form"


def lay_signature_fields(pdf: Any) -> None:
    """Turn each check box of the pydyf tree into a signature field; a file without any is left as it is."""
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    items = {item.reference: item for item in pdf.objects if hasattr(item, "reference")}
    for reference in form["Fields"]:
        _lay(items[reference], items)
    # PDF/A wants each field drawn in the file, not by its reader.
    del form["NeedAppearances"]
    # Written apart, it is what a signature changes, and not the whole catalogue.
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = form.reference
    _name_each_alone(items.values())


def _lay(field: Any, items: dict[bytes, Any]) -> None:
    left, top, right, bottom = field["Rect"]
    width, height = abs(right - left), abs(top - bottom)
    rectangle = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    drawn = items[field["AP"]["N"].pop("on")]
    drawn.stream, drawn.extra["BBox"] = [], pydyf.Array((0, 0, width, height))
    for name in OF_A_CHECK_BOX:
        field.pop(name, None)
    field |= {"FT": "/Sig", "F": FLAGS, "Rect": pydyf.Array(rectangle)}
    field["AP"] = pydyf.Dictionary({"N": drawn.reference})


def _name_each_alone(items: Any) -> None:
    """A form element holds its field itself, not a list of one, in which the judges of signatures do not
    find it again."""
    for item in items:
        if isinstance(item, dict) and item.get("S") == IS_FORM and len(item["K"]) == 1:
            item["K"] = item["K"][0]
