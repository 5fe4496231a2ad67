"""Who listens on a port of this machine, as far as this user may know."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from unwall.machine.processes import Holder, holding
from unwall.machine.programs import ProgramError, run
from unwall.machine.system import Machine

_ELSEWHERE = ("192.0.2.1", 9)  # RFC 5737: nobody's address
_LISTENS = "0A"  # a TCP state, in the kernel's tables


type Address = tuple[str, int]  # host and port


def holder(machine: Machine, port: int) -> Holder | None:
    """The process that listens on the TCP port; None where there is none, or another user's."""
    return _in_proc(machine, port) if machine.system.startswith("linux") else _by_lsof(machine, port)


def _in_proc(machine: Machine, port: int) -> Holder | None:
    sockets = {f"socket:[{number}]" for number in _sockets(machine, port)}
    return next(holding(machine, lambda file: file in sockets), None) if sockets else None


def _sockets(machine: Machine, port: int) -> Iterator[str]:
    """The numbers of the sockets that listen on it."""
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in Path(machine.root, "proc/net", table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == _LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                    yield fields[9]


def _by_lsof(machine: Machine, port: int) -> Holder | None:
    try:
        said = run(machine, "lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc")
    except ProgramError:
        return None
    fields = {line[:1]: line[1:] for line in reversed(said.splitlines()) if line}
    return Holder(int(fields["p"]), fields.get("c", "?")) if "p" in fields else None


def shown(address: Address) -> str:
    """An address as people write it."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reachable(address: Address) -> Address:
    """The address by which a program on this machine reaches what listens there."""
    host, port = address
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host), port  # noqa: S104 - not to listen on


def from_anywhere(address: Address) -> Address:
    """The address by which others most likely reach what listens there, and this machine as well.

    For what listens on all addresses, the one that packets to elsewhere would be sent from. None is sent.
    """
    near = reachable(address)
    if near == address or ":" in near[0]:
        return near
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(_ELSEWHERE)
        return asked.getsockname()[0], address[1]
    return near
