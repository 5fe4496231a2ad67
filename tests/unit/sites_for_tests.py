"""Sites on loopback whose certificates the local CA made, behind a proxy that leads every name to them."""

import contextlib
import queue
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from mitmproxy import certs

from unwall.proxy.ca import CaFiles

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
_FIRST_BYTES = 65536


def leaf(files: CaFiles, name: x509.GeneralName, folder: Path) -> Path:
    """A certificate of that CA for that name, as the proxy makes them, with its key: what a server needs."""
    host = str(name.value)
    entry = certs.CertStore.from_store(files.pem.parent, "mitmproxy", 2048).get_cert(host, [name], None)
    key = entry.privatekey.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"leaf {host.replace(':', '_')}.pem"
    path.write_bytes(key + entry.cert.to_pem())
    return path


class Seen(NamedTuple):
    """What a client did at a site: asked for a path, or broke the handshake off with an alert."""

    host: str
    path: str | None
    alert: str | None = None


class Sites:
    """A context manager: a proxy behind which every HTTPS host, with a leaf of that CA, answers ``page``."""

    def __init__(self, files: CaFiles, folder: Path, page: bytes) -> None:
        self._files = files
        self._folder = folder
        self._page = page
        self._seen: queue.Queue[Seen] = queue.Queue()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self.address: tuple[str, int] = self._listener.getsockname()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def seen(self, wanted: Seen, within: float = 30.0) -> list[Seen]:
        """All that was seen up to what is wanted; queue.Empty when that does not come in time."""
        found = [self._seen.get(timeout=within)]
        while found[-1] != wanted:
            found.append(self._seen.get(timeout=within))
        return found

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                client.settimeout(10)
                threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            words = client.recv(_FIRST_BYTES).decode("latin-1").split()
            if not words or words[0] != "CONNECT":
                return
            host = words[1].rpartition(":")[0]
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self._handshake(client, host) as secure:
                if secure is None:
                    return
                request = secure.recv(_FIRST_BYTES).decode("latin-1").split()
                secure.sendall(_ANSWER % (len(self._page), self._page))
                if request:
                    self._seen.put(Seen(host, request[1]))

    @contextlib.contextmanager
    def _handshake(self, client: socket.socket, host: str) -> Iterator[ssl.SSLSocket | None]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(leaf(self._files, x509.DNSName(host), self._folder))
        try:
            secure = context.wrap_socket(client, server_side=True)
        except ssl.SSLError as error:
            if "ALERT" in (error.reason or ""):
                self._seen.put(Seen(host, None, error.reason))
            yield None
            return
        with secure:
            yield secure
