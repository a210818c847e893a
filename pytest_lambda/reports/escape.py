"""Any text as HTML text."""

from __future__ import annotations

import html
import re

__all__ = ["escaped"]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def escaped(text: object) -> str:
    """Return *text* for an element or a quoted attribute; what HTML has no character for as Python writes it."""
    visible = _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], str(text))
    return html.escape(visible, quote=True)
