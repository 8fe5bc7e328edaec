"""QR codes on the staff's pages."""

import segno
from markupsafe import Markup


def inline(text: str) -> Markup:
    """Give the code as SVG, dark on white also at night so that cameras read it."""
    code = segno.make(text, micro=False)
    return Markup(code.svg_inline(border=4, light="#fff", omitsize=True, title="Mã QR"))  # noqa: S704
