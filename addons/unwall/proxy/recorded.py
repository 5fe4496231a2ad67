"""The texts of traffic that mitmproxy has written to a file."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from mitmproxy import flow, http
from mitmproxy.io import compat, tnetstring

from unwall.model import Surface
from unwall.proxy.content import decoded
from unwall.proxy.unread import Unread

_PARTS = ("request", "response", "websocket")  # of a flow, of which single values can be left out
_SMALL = 1 << 16  # bytes of a value that there is always room for
_BLOCK = 1 << 20  # bytes read at once of what is left out
_DIGITS = 12  # of a length, at most
_BROKEN = "Invalid data format."


class Lost(NamedTuple):
    """A body that is too large."""

    size: int  # bytes; 0 where it is so only once it is unpacked


type Body = bytes | Lost
type Text = tuple[str, str, Body, Surface | None]
type Exchanged = tuple[str, int, dict[str, str], Body, str, dict[str, str]]


def texts(file: BinaryIO, most: int) -> Iterator[Text]:
    """Name, content type, bytes and surface of each; flow by flow. Raises ValueError for a broken file.

    Of a flow with more than ``most`` bytes the largest parts are left out.
    """
    for number, (each, lost) in enumerate(_flows(file, most)):
        if isinstance(each, http.HTTPFlow):
            yield from _of_flow(f"{number} {each.request.pretty_url}", each, lost)


def exchanges(file: BinaryIO, most: int) -> Iterator[Exchanged]:
    """Address, status, headers and decoded body of each answer, then method and headers of its request.

    Header names are in lower case. Raises ValueError.
    """
    for each, lost in _flows(file, most):
        if isinstance(each, http.HTTPFlow) and each.response is not None:
            answer, asked = each.response, each.request
            headers, fields = map(_fields, (answer.headers, asked.headers))
            body = _body(answer, lost.get("response", 0))
            yield asked.pretty_url, answer.status_code, headers, body, asked.method, fields


def _fields(headers: http.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _of_flow(name: str, flow: http.HTTPFlow, lost: Mapping[str, int]) -> Iterator[Text]:
    request, response = flow.request, flow.response
    yield name, "text/plain", request.pretty_url.encode("utf-8", "surrogateescape"), Surface.NAVIGATION
    yield _of_message(f"{name} request", request, lost.get("request", 0))
    if response is not None:
        for header, surface in (("location", Surface.LOCATION), ("refresh", Surface.REFRESH)):
            if value := response.headers.get(header):
                yield f"{name} {header}", "text/plain", value.encode("utf-8", "surrogateescape"), surface
        yield _of_message(name, response, lost.get("response", 0))
    if "websocket" in lost:
        yield f"{name} messages", "", Lost(lost["websocket"]), Surface.WEBSOCKET
    for number, message in enumerate(flow.websocket.messages if flow.websocket else ()):
        if message.is_text:
            yield f"{name} message {number}", "", message.content, Surface.WEBSOCKET


def _of_message(name: str, message: http.Message, lost: int) -> Text:
    return name, message.headers.get("content-type", ""), _body(message, lost), None


def _body(message: http.Message, lost: int) -> Body:
    """The body out of its coding; as it stands where it is in none that is known."""
    raw, coding = message.raw_content or b"", message.headers.get("content-encoding", "")
    if lost or not coding:
        return Lost(lost) if lost else raw
    plain = decoded(raw, coding)
    if plain is Unread.LARGE:
        return Lost(0)
    return plain if isinstance(plain, bytes) else raw


# ---- flows, in strings that begin with their lengths


def _flows(file: BinaryIO, most: int) -> Iterator[tuple[flow.Flow, Mapping[str, int]]]:
    """Each flow, and the sizes of what was left out of its parts."""
    try:
        while (state := (reader := _Reader(file, most)).flow()) is not None:
            yield flow.Flow.from_state(compat.migrate_flow(state)), reader.lost
    except (AttributeError, LookupError, TypeError, ValueError):
        raise ValueError(_BROKEN) from None


class _Reader:
    """The state of one flow. Whatever is wrong with it raises one of several exceptions."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._room = most
        self._at = 0
        self.lost: dict[str, int] = {}

    def flow(self) -> dict[Any, Any] | None:
        """The flow that begins there; None at the end of the file."""
        size = self._length()
        if size is None:
            return None
        if size > self._room:
            return self._items(size)
        state = self._value(size)
        if not isinstance(state, dict):
            raise TypeError(state)
        return state

    def _items(self, length: int, part: str = "") -> dict[Any, Any]:
        """A flow that there is no room for, or a part of it, without the values that are too large."""
        found: dict[Any, Any] = {}
        end = self._at + length
        while self._at < end:
            key = self._value(self._length() or 0)
            name = key.decode() if isinstance(key, bytes) else key
            size = self._length() or 0
            if name == "backup":  # what the flow was before somebody changed it
                found[key] = None
                self._pass_over(size)
            elif size <= max(_SMALL, self._room):
                self._room -= size
                found[key] = self._value(size)
            elif name in _PARTS and not part:
                found[key] = self._items(size, name)
            else:
                found[key] = [] if name == "messages" else None
                self.lost[part] = size
                self._pass_over(size)
        self._read(1)  # says that it is a dict
        return found

    def _length(self) -> int | None:
        """What stands before a value; None at the end of the file."""
        digits = mark = self._file.read(1)
        while mark.isdigit() and len(digits) <= _DIGITS:
            mark = self._file.read(1)
            digits += mark
        self._at += len(digits)
        if not digits:
            return None
        if mark != b":":
            raise ValueError(digits)
        return int(digits[:-1])

    def _value(self, size: int) -> Any:  # noqa: ANN401 - whatever was written
        return tnetstring.loads(b"%d:%b" % (size, self._read(size + 1)))

    def _pass_over(self, size: int) -> None:
        while size >= 0:
            size -= len(self._read(min(size + 1, _BLOCK)))

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise ValueError(size)
        self._at += size
        return data
