"""The styles of the workbook in an ODS: cells, columns, rows, printed pages."""

from collections.abc import Iterable, Sequence

from odf.element import Element
from odf.number import Number, NumberStyle, TextContent, TextStyle
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    FontFace,
    Footer,
    FooterStyle,
    Header,
    HeaderFooterProperties,
    HeaderStyle,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    RegionLeft,
    RegionRight,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TableRowProperties,
    TextProperties,
)
from odf.text import P, PageCount, PageNumber

from indicators.workbook.layout import FONT, GENERAL, TEXT, Leaf, Page
from indicators.workbook.layout import Style as Look

CM_PER_CHARACTER = 0.19
CM_PER_INDENT = 0.2
EDGE = "0.5pt solid #b8c0cc"
SIDES = {"landscape": ("29.7cm", "21cm"), "portrait": ("21cm", "29.7cm")}


def add_cell_styles(document: OpenDocumentSpreadsheet, looks: Iterable[Look]) -> None:
    """One style a look, under its name, and the number formats they ask for."""
    document.fontfacedecls.addElement(FontFace(name=FONT, fontfamily=FONT, fontfamilygeneric="swiss"))
    looks = list(looks)
    for number in sorted({look.number for look in looks} - {GENERAL}):
        document.automaticstyles.addElement(_data_style(number))
    for look in looks:
        document.automaticstyles.addElement(_cell_style(look))


def add_row_styles(document: OpenDocumentSpreadsheet, heights: Iterable[float | None]) -> None:
    """« row », as high as its texts, and one style a fixed height in points."""
    for height in heights:
        # The height given is that on opening; the row still grows with what is typed in it.
        given = {"rowheight": f"{height}pt"} if height else {}
        properties = TableRowProperties(useoptimalrowheight="true", **given)
        style = Style(name=f"row-{height}" if height else "row", family="table-row")
        document.automaticstyles.addElement(_with(style, properties))


def add_column_styles(document: OpenDocumentSpreadsheet, name: str, widths: Sequence[float]) -> None:
    """« sheet0-3 » for the fourth column of a sheet."""
    for place, width in enumerate(widths):
        properties = TableColumnProperties(columnwidth=f"{width * CM_PER_CHARACTER:.2f}cm")
        style = Style(name=f"{name}-{place}", family="table-column")
        document.automaticstyles.addElement(_with(style, properties))


def add_page(document: OpenDocumentSpreadsheet, name: str, leaf: Leaf) -> None:
    """The style of a sheet under its name: shown or hidden, and its printed page."""
    style = Style(name=name, family="table", masterpagename=f"{name}-page")
    style.addElement(TableProperties(display="false" if leaf.is_hidden else "true"))
    document.automaticstyles.addElement(style)
    orientation = "portrait" if leaf.page and not leaf.page.is_landscape else "landscape"
    document.automaticstyles.addElement(_page_layout(f"{name}-layout", orientation, leaf.pages_wide))
    master = MasterPage(name=f"{name}-page", pagelayoutname=f"{name}-layout")
    if leaf.page:
        _around(master, leaf.page)
    document.masterstyles.addElement(master)


def _cell_style(look: Look) -> Element:
    style = Style(name=look.name, family="table-cell", parentstylename="Default")
    if look.number != GENERAL:
        style.setAttribute("datastylename", f"number-{look.number}")
    cell = TableCellProperties(
        wrapoption="wrap" if look.wraps else "no-wrap",
        verticalalign="middle" if look.is_centred else "top",
        cellprotect="none" if look.is_input else "protected",
        textalignsource="fix",
    )
    if look.fill:
        cell.setAttribute("backgroundcolor", look.fill)
    if look.has_border:
        cell.setAttribute("border", EDGE)
        cell.setAttribute("padding", "0.06cm")
    side = {"right": "end", "left": "start"}.get(look.align, look.align)
    text = TextProperties(
        fontname=FONT,
        fontsize=f"{look.size}pt",
        fontweight="bold" if look.is_bold else "normal",
        fontstyle="italic" if look.is_italic else "normal",
        color=look.color,
    )
    paragraph = ParagraphProperties(textalign=side, marginleft=f"{look.indent * CM_PER_INDENT}cm")
    return _with(style, cell, paragraph, text)


def _data_style(number: str) -> Element:
    if number == TEXT:
        return _with(TextStyle(name=f"number-{number}"), TextContent())
    style = NumberStyle(name=f"number-{number}", language="fr", country="FR")
    return _with(style, Number(decimalplaces=number, minintegerdigits=1, grouping="true"))


def _page_layout(name: str, orientation: str, pages_wide: int) -> Element:
    width, height = SIDES[orientation]
    properties = PageLayoutProperties(
        pagewidth=width,
        pageheight=height,
        printorientation=orientation,
        margin="1cm",
        # As many pages high as are needed.
        scaletox=f"{pages_wide}",
        scaletoy="0",
    )
    level = {"marginleft": "0cm", "marginright": "0cm"}
    band = (
        {"minheight": "0.7cm", "marginbottom": "0.2cm", **level},
        {"minheight": "0.7cm", "margintop": "0.2cm", **level},
    )
    header = _with(HeaderStyle(), HeaderFooterProperties(**band[0]))
    footer = _with(FooterStyle(), HeaderFooterProperties(**band[1]))
    return _with(PageLayout(name=name), properties, header, footer)


def _around(master: Element, page: Page) -> None:
    header = _with(Header(), _with(RegionLeft(), P(text=page.header_left)))
    header.addElement(_with(RegionRight(), P(text=page.header_right)))
    number = P(text="Page ")
    number.addElement(PageNumber(text="1"))
    number.addText(" sur ")
    number.addElement(PageCount(text="1"))
    footer = _with(Footer(), _with(RegionLeft(), P(text=page.footer_left)), _with(RegionRight(), number))
    master.addElement(header)
    master.addElement(footer)


def _with(parent: Element, *children: Element) -> Element:
    for child in children:
        parent.addElement(child)
    return parent
