"""How an ODS opens: what LibreOffice keeps in the settings of a document."""

from odf.config import ConfigItem, ConfigItemMapEntry, ConfigItemMapIndexed, ConfigItemMapNamed, ConfigItemSet
from odf.element import Element
from odf.namespaces import OOONS

# The names and types are LibreOffice's own; 2 is « frozen », and the part below the split is the active one.
FIRST_ROW_FROZEN = {
    "VerticalSplitMode": ("short", 2),
    "VerticalSplitPosition": ("int", 1),
    "ActiveSplitRange": ("short", 2),
    "PositionBottom": ("int", 1),
}


def freeze_first_row(settings: Element, sheet: str) -> None:
    """Keep the first row of `sheet` in sight, and open the document on that sheet."""
    frozen = ConfigItemMapEntry(name=sheet)
    for name, (kind, value) in FIRST_ROW_FROZEN.items():
        frozen.addElement(ConfigItem(name=name, type=kind, text=str(value)))
    view = _inside(ConfigItemMapEntry(), _inside(ConfigItemMapNamed(name="Tables"), frozen))
    view.addElement(ConfigItem(name="ActiveTable", type="string", text=sheet))
    kept = _inside(ConfigItemSet(name="ooo:view-settings"), _inside(ConfigItemMapIndexed(name="Views"), view))
    # The library declares the prefixes of elements and attributes alone; this one is within a value.
    kept.get_nsprefix(OOONS)
    settings.addElement(kept)


def _inside(parent: Element, child: Element) -> Element:
    parent.addElement(child)
    return parent
