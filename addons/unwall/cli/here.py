"""The machine we run on, and what of it people type: addresses, files with certificates."""

import argparse
import os
import re
import ssl
import sys
from pathlib import Path

from unwall.language import Sentence
from unwall.machine.ports import Address, shown
from unwall.machine.system import Machine

PROXY: Address = ("127.0.0.1", 8080)  # where things are unless the user says otherwise
DASHBOARD: Address = ("127.0.0.1", 8081)
_LAST_PORT, _LONGEST_PORT = 65_535, 5
_HOST = re.compile(r"\[[^\[\]\s]+:[^\[\]\s]*\]|[^\[\]\s/@]*")
NO_CERTIFICATE = Sentence(
    "{option} {path}: holds no certificate that can be read; give a file in PEM",
    "{option} {path}：无法读取证书；请提供 PEM 文件",
)


def machine() -> Machine:
    """The machine we run on."""
    is_root = sys.platform != "win32" and os.geteuid() == 0
    return Machine(sys.platform, Path.home(), os.environ, is_root)


def address_of(text: str) -> Address:
    """``HOST:PORT``, ``[HOST]:PORT`` or ``:PORT`` as host and port; an empty host is every address."""
    host, colon, port = text.rpartition(":")
    is_port = port.isascii() and port.isdecimal() and len(port) <= _LONGEST_PORT and int(port) <= _LAST_PORT
    if not colon or not is_port or not _HOST.fullmatch(host):
        raise argparse.ArgumentTypeError(f"{text!r} is no HOST:PORT, like {shown(PROXY)}")
    return host.removeprefix("[").removesuffix("]"), int(port)


def one_address_of(text: str) -> Address:
    """The same for a place that others connect to: one host, in ASCII, and one port."""
    host, port = address_of(text)
    if not host or not host.isascii() or not port:
        raise argparse.ArgumentTypeError(f"{text!r} is no HOST:PORT, like {shown(PROXY)}")
    return host, port


def holds_certificates(path: str) -> bool:
    """Whether servers can be trusted by this file; by one without certificates none could be."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError:
        return False
    return True
