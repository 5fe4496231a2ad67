"""The proxy as it runs, asked through itself: no request leaves this machine."""

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from typing import NamedTuple

from unwall import __version__
from unwall.doctor import words
from unwall.doctor.finding import Finding, Listed, State
from unwall.machine.ports import Address, holder, shown
from unwall.machine.system import Machine
from unwall.proxy import words as proxy_words
from unwall.proxy.ca import CaFiles, removal
from unwall.proxy.listening import free_port
from unwall.proxy.mishaps import Mishaps
from unwall.proxy.respond import SELF_TEST
from unwall.proxy.setup import OWN_NAME

_SECONDS = 5.0
_LONGEST = 65_536  # bytes of an answer


class Answer(NamedTuple):
    """What answered at the proxy's address."""

    is_ours: bool = False
    wants_password: bool = False
    version: str = ""
    rules: int = 0
    scope: str = ""
    log: str = ""  # written, failing or none
    durable: bool = False
    mishaps: Mishaps = Mishaps()  # since it began; an older one does not tell them


_STRANGER = Answer()


def ask(proxy: Address) -> Answer | None:
    """Who listens there; None for nobody."""
    try:
        socket.create_connection(proxy, _SECONDS).close()
    except OSError:
        return None
    try:
        status, body = _got(
            http.client.HTTPConnection(*proxy, timeout=_SECONDS), f"http://{OWN_NAME}{SELF_TEST}"
        )
        return _read(status, body)
    except (OSError, http.client.HTTPException, ValueError):
        return _STRANGER


def running(
    machine: Machine, proxy: Address, answer: Answer | None, files: CaFiles | None
) -> Iterator[Finding]:
    """The listener, then TLS with our CA, then of the proxy that runs its log and what went wrong in it."""
    parts: dict[str, object] = {"address": shown(proxy), "holder": holder(machine, proxy[1]) or "?"}
    if answer is None:
        yield Finding("listener", State.NOTE, words.NOT_RUNNING, parts, words.RUN)
        return
    if answer.wants_password:
        yield Finding("listener", State.UNKNOWN, words.WANTS_PASSWORD, parts)
        return
    if not answer.is_ours:
        parts["free"] = shown((proxy[0], free_port(*proxy)))
        yield Finding("listener", State.MEND, words.TAKEN, parts, words.LISTEN_ELSEWHERE)
        return
    parts |= {"version": answer.version, "rules": answer.rules, "scope": answer.scope, "own": __version__}
    old = answer.version != __version__
    yield Finding(
        "listener", State.MEND if old else State.FINE, words.OLD_RUNS if old else words.RUNS, parts,
        words.START_AGAIN if old else None,
    )  # fmt: skip
    if files:
        yield _tls(proxy, files)
    yield _log(answer)
    yield from _mishaps(answer.mishaps)


def _read(status: int, body: bytes) -> Answer:
    if status == http.client.PROXY_AUTHENTICATION_REQUIRED:
        return Answer(wants_password=True)
    try:
        said = json.loads(body) if status == http.client.OK else {}
        return Answer(
            is_ours=True,
            version=str(said["unwall"]),
            rules=int(said.get("rules", 0)),
            scope=str(said.get("scope", "")),
            log=str(said.get("log", "")),
            durable=said.get("durable") is True,
            mishaps=Mishaps.told(said),
        )
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return _STRANGER


def _got(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    try:
        connection.request("GET", path, headers={"Host": OWN_NAME, "Accept": "application/json"})
        response = connection.getresponse()
        return response.status, response.read(_LONGEST)
    finally:
        connection.close()


def _tls(proxy: Address, files: CaFiles) -> Finding:
    """Our own host under TLS, trusting our CA alone."""
    certificate, folder = files.certificate, files.pem.parent
    if not files.covers(OWN_NAME):
        return Finding("tls", State.NOTE, words.TLS_OLD, {"command": removal(folder)}, words.NEW_CA)
    try:
        trust = ssl.create_default_context(cafile=str(certificate))
        connection = http.client.HTTPSConnection(*proxy, timeout=_SECONDS, context=trust)
        connection.set_tunnel(OWN_NAME, 443)
        status, body = _got(connection, SELF_TEST)
        if _read(status, body).is_ours:
            return Finding("tls", State.FINE, words.TLS)
    except ssl.SSLCertVerificationError as error:
        parts = {"error": error.verify_message, "certificate": certificate}
        return Finding("tls", State.MEND, words.OTHER_CA, parts, words.START_AGAIN)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Finding("tls", State.UNKNOWN, words.NO_TLS, {"error": error}, words.START_AGAIN)
    return Finding("tls", State.UNKNOWN, words.NO_TLS, {"error": status}, words.START_AGAIN)


def _log(answer: Answer) -> Finding:
    if answer.log == "failing":
        return Finding("log-writer", State.MEND, words.LOG_FAILS, {}, words.SEE_LOG)
    if answer.log == "none":
        return Finding("log-writer", State.NOTE, words.LOG_NONE)
    sync = "full" if answer.durable else "normal"
    return Finding("log-writer", State.FINE, words.LOG_WRITES, {"sync": sync})


def _mishaps(mishaps: Mishaps) -> Iterator[Finding]:
    """Where the traffic went on as it was, though not because it should."""
    if mishaps.failures:
        errors = Listed(
            tuple(
                (words.ERROR, {"count": count, "kind": each.kind, "place": each.place})
                for each, count in mishaps.failures.items()
            )
        )
        yield Finding("errors", State.MEND, words.ERRORS, {"errors": errors}, words.SEE_TRACEBACK)
    if mishaps.unread:
        reasons = Listed(
            tuple((proxy_words.UNREAD[why], {"count": count}) for why, count in mishaps.unread.items())
        )
        yield Finding("unread", State.NOTE, words.UNREAD, {"reasons": reasons})
