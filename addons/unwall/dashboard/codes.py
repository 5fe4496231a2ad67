"""QR codes as SVG, to carry a link to the phone."""

import segno

_LONGEST = 2_000  # characters; what is longer no phone reads off a screen


def svg(link: str) -> str:
    """An ``<svg>`` element; empty where the link is too long."""
    return "" if len(link) > _LONGEST else segno.make(link, micro=False).svg_inline(omitsize=True, border=3)
