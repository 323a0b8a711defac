"""ODT (OpenDocument 1.2), by odfpy."""

from io import BytesIO

from odf import dc, meta
from odf.draw import Frame, Image
from odf.element import Element
from odf.opendocument import OpenDocumentText
from odf.style import (
    DefaultStyle,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TableRowProperties,
    TextProperties,
)
from odf.svg import Title
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, LineBreak, List, ListItem, P, Span

from core.wordprocessing.blocks import (
    IMAGE_HEIGHT,
    MARGIN,
    PAGE,
    PAGE_WIDTH,
    Block,
    BlockKind,
    Paper,
    Run,
    png_size,
    widths_of,
)

SIZES = {1: "20pt", 2: "14pt", 3: "12pt"}


def to_odt(paper: Paper) -> bytes:
    """The file, in French for a speech synthesis and a spell checker."""
    document = OpenDocumentText()
    _describe(document, paper)
    _add_styles(document)
    items: Element | None = None
    for place, block in enumerate(paper.blocks):
        if block.kind == BlockKind.ITEM:
            if items is None:
                items = List()
                document.text.addElement(items)
            items.addElement(_item(block))
            continue
        items = None
        if block.kind == BlockKind.TABLE:
            document.text.addElement(_table(document, block.rows, place))
        elif block.kind == BlockKind.IMAGE:
            document.text.addElement(_image(document, block))
        else:
            document.text.addElement(_paragraph(block))
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def _describe(document: OpenDocumentText, paper: Paper) -> None:
    dated = paper.dated.replace(tzinfo=None, microsecond=0).isoformat()
    for element, text in (
        (dc.Title(), paper.title),
        (meta.InitialCreator(), paper.author),
        (dc.Creator(), paper.author),
        (dc.Language(), "fr-FR"),
        (meta.CreationDate(), dated),
        (dc.Date(), dated),
    ):
        element.addText(text)
        document.meta.addElement(element)


def _add_styles(document: OpenDocumentText) -> None:
    _add_page(document)
    spoken = DefaultStyle(family="paragraph")
    spoken.addElement(ParagraphProperties(marginbottom="0.05cm"))
    spoken.addElement(TextProperties(language="fr", country="FR", fontsize="11pt", fontfamily="Calibri"))
    document.styles.addElement(spoken)
    _add_words(document)
    _add_cells(document)


def _add_page(document: OpenDocumentText) -> None:
    layout = PageLayout(name="A4")
    layout.addElement(
        PageLayoutProperties(pagewidth=f"{PAGE[0]}cm", pageheight=f"{PAGE[1]}cm", margin=f"{MARGIN}cm")
    )
    document.automaticstyles.addElement(layout)
    document.masterstyles.addElement(MasterPage(name="Standard", pagelayoutname=layout))


def _add_words(document: OpenDocumentText) -> None:
    for level, size in SIZES.items():
        name = f"Heading {level}" if level > 1 else "Title"
        heading = Style(name=name, family="paragraph", defaultoutlinelevel=level)
        heading.addElement(ParagraphProperties(keepwithnext="always", margintop="0.5cm"))
        heading.addElement(TextProperties(fontsize=size, fontweight="bold"))
        document.styles.addElement(heading)
    text = Style(name="Paragraph", family="paragraph")
    text.addElement(ParagraphProperties(margintop="0.2cm", marginbottom="0.1cm"))
    document.styles.addElement(text)
    strong = Style(name="Strong", family="text")
    strong.addElement(TextProperties(fontweight="bold"))
    document.styles.addElement(strong)


def _add_cells(document: OpenDocumentText) -> None:
    for name, family, properties in (
        ("Cell", "table-cell", TableCellProperties(border="0.5pt solid #808080", padding="0.1cm")),
        ("Row", "table-row", TableRowProperties(keeptogether="always")),
        ("Whole", "table", TableProperties(width=f"{PAGE_WIDTH}cm", align="left")),
    ):
        style = Style(name=name, family=family)
        style.addElement(properties)
        document.automaticstyles.addElement(style)


def _paragraph(block: Block) -> Element:
    if block.kind == BlockKind.HEADING:
        style = f"Heading {block.level}" if block.level > 1 else "Title"
        return _written(H(outlinelevel=block.level, stylename=style), block.runs)
    return _written(P(stylename="Paragraph"), block.runs)


def _image(document: OpenDocumentText, block: Block) -> Element:
    """A paragraph that holds the image alone; its words are read by a speech synthesis."""
    width, height = png_size(block.image)
    frame = Frame(
        width=f"{IMAGE_HEIGHT * width / height:.2f}cm", height=f"{IMAGE_HEIGHT}cm", anchortype="as-char"
    )
    frame.addElement(Image(href=document.addPictureFromString(block.image, "image/png")))
    frame.addElement(Title(text=block.alt))
    paragraph = P(stylename="Paragraph")
    paragraph.addElement(frame)
    return paragraph


def _item(block: Block) -> Element:
    item = ListItem()
    item.addElement(_written(P(), block.runs))
    return item


def _written(element: Element, runs: list[Run]) -> Element:
    for run in runs:
        for place, line in enumerate(run.text.split("\n")):
            if place:
                element.addElement(LineBreak())
            if run.is_bold:
                element.addElement(Span(stylename="Strong", text=line))
            else:
                element.addText(line)
    return element


def _table(document: OpenDocumentText, rows: list[list[str]], place: int) -> Element:
    table = Table(name=f"Tableau {place}", stylename="Whole")
    for column, width in enumerate(widths_of(rows)):
        style = Style(name=f"Column{place}-{column}", family="table-column")
        style.addElement(TableColumnProperties(columnwidth=f"{width:.2f}cm"))
        document.automaticstyles.addElement(style)
        table.addElement(TableColumn(stylename=style))
    header = TableHeaderRows()
    header.addElement(_row(rows[0], is_bold=True))
    table.addElement(header)
    for row in rows[1:]:
        table.addElement(_row(row))
    return table


def _row(texts: list[str], *, is_bold: bool = False) -> Element:
    row = TableRow(stylename="Row")
    for text in texts:
        cell = TableCell(stylename="Cell", valuetype="string")
        cell.addElement(_written(P(), [Run(text, is_bold)]))
        row.addElement(cell)
    return row
