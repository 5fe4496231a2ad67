"""QR codes: drawn in the terminal, read from pictures and from the screen."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from unwall.language import Said, Sentence

if TYPE_CHECKING:
    from PIL.Image import Image

_PIXELS = 64_000_000  # a picture larger than that is none that anybody scans
_BECAUSE = Sentence("{why}", "{why}")
_UNKNOWN = Sentence("it is of no kind that is known", "无法识别其格式")
_BROKEN = Sentence("it is broken", "文件已损坏")
_LARGE = Sentence("it is too large", "尺寸过大")


class PictureError(Said, ValueError):
    """A picture that cannot be read, and why."""


class NoReaderError(Exception):
    """The extra that reads pictures is not installed."""


def drawn(text: str) -> str | None:
    """The QR code of a text, for a terminal, two rows of it in each line; None where no code holds it."""
    import segno  # noqa: PLC0415 - only for --qr

    out = io.StringIO()
    try:
        segno.make(text, error="l", micro=False).terminal(out, compact=True)
    except segno.DataOverflowError:
        return None
    return out.getvalue().rstrip("\n")


def texts_in(file: str) -> Sequence[str]:
    """What the codes in a picture say. Raises PictureError, NoReaderError."""
    try:
        from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - an extra
    except ImportError:
        raise NoReaderError from None
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height <= _PIXELS:
                return _read(picture.convert("RGB"))
    except UnidentifiedImageError:
        raise PictureError(_UNKNOWN) from None
    except Image.DecompressionBombError:
        raise PictureError(_LARGE) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None)
        raise (PictureError(_BECAUSE, why=why) if why else PictureError(_BROKEN)) from None
    raise PictureError(_LARGE)


def texts_on_screen() -> Sequence[str]:
    """What the codes on the screen say. Raises PictureError, NoReaderError."""
    try:
        from PIL import ImageGrab  # noqa: PLC0415 - an extra
    except ImportError:
        raise NoReaderError from None
    try:
        return _read(ImageGrab.grab(all_screens=True).convert("RGB"))
    except OSError as error:
        raise PictureError(_BECAUSE, why=str(error)) from None


def _read(picture: "Image") -> Sequence[str]:
    try:
        import zxingcpp  # noqa: PLC0415 - an extra
    except ImportError:
        raise NoReaderError from None
    return [each.text for each in zxingcpp.read_barcodes(picture) if each.text]
