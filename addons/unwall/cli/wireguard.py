"""What a phone's WireGuard app is given, so that all of its traffic comes through the proxy."""

import re

from unwall.cli import codes
from unwall.language import Language, Sentence, say
from unwall.machine.ports import from_anywhere, shown

_ENDPOINT = re.compile(r"^(Endpoint = )(.+):(\d+)$", re.MULTILINE)
_SCAN = Sentence(
    "scan this in the WireGuard app of the phone, or import it there; it is a key, so keep it to yourself",
    "请在手机的 WireGuard App 中扫码，或导入以下配置；其中含有密钥，请勿外传",
)


def told(configuration: str, language: Language, *, drawn: bool) -> str:
    """The sentence, the configuration, and where it is ``drawn`` its QR code."""
    reached = _ENDPOINT.sub(lambda found: f"{found[1]}{_reached(found[2], int(found[3]))}", configuration)
    code = codes.drawn(reached) if drawn else None
    return "\n\n".join(filter(None, (say(language, _SCAN), reached, code)))


def _reached(host: str, port: int) -> str:
    return shown(from_anywhere((host.strip("[]"), port)))
