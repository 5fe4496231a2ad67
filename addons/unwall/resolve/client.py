"""One question to one server: what is sent is named here in full, and how long and how much is waited for.

Each question has a connection of its own and goes by no client that could remember: no cookies, no
credentials, no referrer, no proxy of the environment. Redirects are read, never followed here.
"""

import asyncio
import ssl
import time
import zlib
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping
from typing import NamedTuple

import httpcore
import httpx

from unwall.engine.body.charset import UTF_8, charset_of, told
from unwall.model import Answer, Ask
from unwall.resolve.guard import (
    Dial,
    Guard,
    LookUp,
    NoAnswerError,
    PrivateAddressError,
    UnknownNameError,
    dial,
    look_up,
)
from unwall.resolve.signing import Form, form_of
from unwall.resolve.transport import Transport
from unwall.urls.escape import component
from unwall.urls.split import split

MOST = 256 * 1024  # bytes of a body that are looked at, after its content coding
_LANGUAGE = "zh-CN,zh;q=0.9,en;q=0.8"
_ACCEPT = "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"
_GZIP = 16 + zlib.MAX_WBITS

type Transports = Callable[[Ask], httpx.AsyncBaseTransport]


class Patience(NamedTuple):
    """How long is waited, in seconds of the clock on the wall."""

    total: float = 8.0
    connect: float = 3.0
    first_byte: float = 4.0  # the whole head of the answer, from the start


PATIENCE = Patience()


class Error(NamedTuple):
    """Why no answer came, in one word; the words are for scripts, too."""

    word: str
    again: bool = False  # it may go better at once


DNS = Error("dns")
LOOKUP = Error("lookup", again=True)
PRIVATE = Error("private")
TIMEOUT = Error("timeout")
TLS = Error("tls")
CONNECT = Error("connect", again=True)
PROTOCOL = Error("protocol")
STATUS = Error("status")
KEY = Error("key")
_AGAIN = (502, 503, 504)
_BROKEN = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
_FAULTS = (*_BROKEN, httpx.HTTPError, httpx.InvalidURL, ValueError, zlib.error, TimeoutError)
_WORDS = {
    PrivateAddressError: PRIVATE,
    UnknownNameError: DNS,
    NoAnswerError: LOOKUP,
    httpcore.TimeoutException: TIMEOUT,
    httpcore.ProtocolError: PROTOCOL,
}


def transports(
    verify: ssl.SSLContext | None = None, look_up: LookUp = look_up, dial: Dial = dial
) -> Transports:
    """A transport for each question: to public addresses, and to private ones where the user named them."""
    context = verify or httpx.create_ssl_context(trust_env=False)

    def transport(ask: Ask) -> httpx.AsyncBaseTransport:
        return Transport(Guard(private=bool(ask.services), look_up=look_up, dial=dial), context)

    return transport


class Client:
    """Asks servers. ``keys``: the values of environment variables that services name."""

    def __init__(
        self,
        transport: Transports,
        keys: Mapping[str, str] | None = None,
        patience: Patience = PATIENCE,
        headers: Mapping[str, Mapping[str, str]] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``headers``: what each context sends beside its user agent."""
        self._transport = transport
        self._keys = keys or {}
        self._patience = patience
        self._headers = headers or {}
        self._clock = clock

    async def ask(self, ask: Ask, left: float) -> tuple[Answer, bool]:
        """The answer, and whether it may be another at once; what goes wrong is an answer, too."""
        url = self._address(ask)
        if url is None:
            return Answer(ask, error=KEY.word), False
        try:
            async with asyncio.timeout(min(left, self._patience.total)):
                answer = await self._asked(ask, url)
        except _FAULTS as error:
            fault = _fault(error)
            return Answer(ask, error=fault.word), fault.again
        return answer, answer.status in _AGAIN

    async def fetch(self, ask: Ask, most: int) -> tuple[Answer, bytes]:
        """The answer with the bytes of its body instead of its text, as far as ``most``."""
        try:
            async with asyncio.timeout(self._patience.total), self._transport(ask) as transport:
                request = _request(ask, ask.url, self._patience, self._headers.get(ask.context, {}))
                response = await transport.handle_async_request(request)
                try:
                    coding = response.headers.get("content-encoding", "").strip().lower()
                    body = await _body(response, coding, most) if response.status_code == 200 else b""
                finally:
                    await response.aclose()
        except _FAULTS as error:
            return Answer(ask, error=_fault(error).word), b""
        return Answer(ask, response.status_code, response.headers.get("location")), body

    def _address(self, ask: Ask) -> str | None:
        """The URL to ask; the key comes in here and is nowhere else."""
        if not all(self._keys.get(name) for name in ask.secrets):
            return None
        return ask.url.replace("{key}", component(self._keys[ask.key])) if ask.key else ask.url

    async def _asked(self, ask: Ask, url: str) -> Answer:
        form = form_of(ask, self._keys, self._clock()) if ask.form else ()
        request = _request(ask, url, self._patience, self._headers.get(ask.context, {}), form)
        async with self._transport(ask) as transport:
            async with asyncio.timeout(self._patience.first_byte):
                response = await transport.handle_async_request(request)
            try:
                return await _answer(ask, response)
            finally:
                await response.aclose()


def _request(
    ask: Ask, url: str, patience: Patience, beside: Mapping[str, str], form: Form = ()
) -> httpx.Request:
    parts = split(url)
    target = (parts.tail.partition("#")[0] if parts else "") or "/"
    if not target.startswith("/"):
        target = f"/{target}"
    timeout = httpx.Timeout(patience.total, connect=patience.connect)
    return httpx.Request(
        ask.method,
        url,
        headers={
            "user-agent": ask.user_agent,
            "accept": _ACCEPT,
            "accept-language": _LANGUAGE,
            **beside,
            "accept-encoding": "gzip",
        },
        data=dict(form) or None,
        extensions={
            "timeout": timeout.as_dict(),
            # As it stands in the link: the library would take dots out of paths and encode once more.
            "target": target.encode("ascii"),
        },
    )


async def _answer(ask: Ask, response: httpx.Response) -> Answer:
    headers = response.headers
    if len(headers.get_list("location")) > 1:
        return Answer(ask, response.status_code, error=PROTOCOL.word)  # browsers follow none of several
    answer = Answer(
        ask,
        response.status_code,
        headers.get("location"),
        type=headers.get("content-type", ""),
        refresh=headers.get("refresh"),
    )
    if response.status_code >= 400:
        return answer._replace(error=STATUS.word)
    if response.status_code != 200:
        return answer
    body = await _body(response, headers.get("content-encoding", "").strip().lower())
    return answer._replace(body=page_text(body, answer.type))


async def _body(response: httpx.Response, coding: str, most: int = MOST) -> bytes:
    """As much of the body as is looked at. Raises ValueError for a coding that was not asked for."""
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise ValueError(coding)
    unpack = zlib.decompressobj(_GZIP) if coding.endswith("gzip") else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += unpack.decompress(chunk, most - len(body)) if unpack else chunk
        if len(body) >= most or (unpack and unpack.eof):
            break
    return bytes(body[:most])


def page_text(body: bytes, content_type: str) -> str:
    """The beginning of a body as text, in its own charset; what should be UTF-8 and is not is GB18030."""
    charset = charset_of(body, told(body, content_type)) or UTF_8
    if charset != UTF_8:
        return getincrementaldecoder(charset.codec)("replace").decode(body).removeprefix("\ufeff")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3:  # cut within a character
            return body[: error.start].decode("utf-8-sig")
        return body.decode("gb18030", "replace")


def _fault(error: Exception) -> Error:
    """What one of ``_FAULTS`` comes to."""
    if isinstance(error, TimeoutError):
        return TIMEOUT
    return _of_connection(error) if isinstance(error, _BROKEN) else PROTOCOL


def _of_connection(error: Exception) -> Error:
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLError):
            return TLS
        inner = inner.__cause__ or inner.__context__
    return next((fault for kind, fault in _WORDS.items() if isinstance(error, kind)), CONNECT)
