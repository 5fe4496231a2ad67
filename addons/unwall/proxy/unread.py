"""Why bodies could not be read although links were looked for in them."""

from enum import StrEnum


class Unread(StrEnum):
    """Why a body passed as it came."""

    CODING = "coding"  # a content coding that nobody here knows
    BROKEN = "broken"  # cut off, or not in the coding that is said
    LARGE = "large"  # on the wire, or taken out of its coding
    CHARSET = "charset"  # no text, or not in the charset that is said
