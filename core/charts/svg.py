"""Elements of SVG as text: escaped, with presentation attributes alone."""

from xml.sax.saxutils import escape, quoteattr

from core.tabular.texts import clean

LABEL_SIZE = 14
SMALL_SIZE = 12
MUTED = 0.8


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element whose children are already SVG. `stroke_width` writes stroke-width; None leaves it out."""
    written = "".join(
        f" {_name(key)}={quoteattr(_value(value))}" for key, value in attributes.items() if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(
    x: float,
    y: float,
    content: str,
    *,
    anchor: str | None = None,
    bold: bool = False,
    muted: bool = False,
    size: int | None = None,
    fill: str | None = None,
) -> str:
    """One line of text on the baseline `y`; `anchor` is middle or end, start by default."""
    return element(
        "text",
        escape(clean(content)),
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        font_weight="bold" if bold else None,
        fill_opacity=MUTED if muted else None,
        fill=fill,
    )


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    """A straight line, in the colour of the text unless `stroke` says otherwise."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **{"stroke": "currentColor", **attributes})


def rectangle(x: float, y: float, width: float, height: float, **attributes: str | float | None) -> str:
    """A rectangle; a width under zero is drawn as none."""
    return element("rect", x=x, y=y, width=max(0, width), height=height, **attributes)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
