"""``unwall rules verify``: whether a rule file from elsewhere is signed by whom you trust, and no older."""

import argparse
import binascii
import os
from base64 import b64decode
from typing import TYPE_CHECKING

from unwall.cli.output import Output
from unwall.language import Sentence, say
from unwall.model import Rule
from unwall.rules.index import RuleSet
from unwall.rules.loader import RuleError
from unwall.rules.schema import read_file, version_of
from unwall.rules.tree import read_yaml

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_LARGEST = 1 << 20
_GOOD = Sentence(
    "{file} is signed by this key: version {version}, {rules} rules",
    "{file} 的签名有效：版本 {version}，{rules} 条规则",
)
_UNSIGNED = Sentence(
    "{file} has no signature in {signature}; take no foreign rules without one, or say --signature FILE",
    "{signature} 中没有 {file} 的签名；没有签名的外来规则不可使用，或用 --signature FILE 指明签名文件",
)
_FORGED = Sentence(
    "{file} is not what the owner of this key signed; fetch it and its signature again, or use another key",
    "{file} 并非该密钥所有者签署的内容；请重新获取文件及其签名，或换用其他密钥",
)
_NO_KEY = Sentence(
    "{key} is no Ed25519 public key; say a PEM file, or its 32 bytes in hex or base64",
    "{key} 不是 Ed25519 公钥；请给出 PEM 文件，或其 32 字节的十六进制或 base64 形式",
)
_OLDER = Sentence(
    "{file} is version {version}, older than version {newer} of {other}; keep that one",
    "{file} 的版本 {version} 早于 {other} 的版本 {newer}；请保留后者",
)
_FIXED = Sentence(
    "{file}: {rule} leads to an address of its own ({address}), which only built-in rules may; leave it out",
    "{file}：{rule} 指向固定地址（{address}），只有内置规则可以这样；请去掉它",
)
_UNREADABLE = Sentence("{file} cannot be read; name another file", "无法读取 {file}；请指定其他文件")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``unwall rules verify``."""
    parser.add_argument("signed", metavar="FILE", help="a rule file from elsewhere")
    parser.add_argument("--key", required=True, help="an Ed25519 public key: PEM file, hex or base64")
    parser.add_argument("--signature", metavar="FILE", help="the detached signature; FILE.sig unless said")
    parser.add_argument("--in-force", metavar="FILE", help="the file it would replace: must not be newer")


def run(args: argparse.Namespace, _: RuleSet, output: Output) -> int:
    """0 signed and fit to use, 1 not, 2 where a file or the key cannot be read. Raises RuleError."""
    data = _bytes(args.signed)
    if data is None:
        output.note(say(args.lang, _UNREADABLE, file=args.signed))
        return 2
    key = _key(args.key)
    if key is None:
        output.note(say(args.lang, _NO_KEY, key=args.key))
        return 2
    place = args.signature or f"{args.signed}.sig"
    signature = _unfolded(_bytes(place) or b"", 64)
    if signature is None:
        output.note(say(args.lang, _UNSIGNED, file=args.signed, signature=place))
        return 1
    if not _signed(key, signature, data):
        output.note(say(args.lang, _FORGED, file=args.signed))
        return 1
    return _fit(args, data, output)


def _fit(args: argparse.Namespace, data: bytes, output: Output) -> int:
    rules, version = _rules(data, args.signed)
    if args.in_force:
        there = _bytes(args.in_force)
        if there is None:
            output.note(say(args.lang, _UNREADABLE, file=args.in_force))
            return 2
        newer = _rules(there, args.in_force)[1]
        if version < newer:
            said = {"file": args.signed, "version": version, "newer": newer, "other": args.in_force}
            output.note(say(args.lang, _OLDER, **said))
            return 1
    for rule in rules:
        address = _fixed(rule)
        if address is not None:
            output.note(say(args.lang, _FIXED, file=args.signed, rule=rule.id, address=address))
            return 1
    output.line(say(args.lang, _GOOD, file=args.signed, version=version, rules=len(rules)))
    return 0


def _rules(data: bytes, file: str) -> tuple[list[Rule], int]:
    root, problems = read_yaml(data, file)
    if root is None:
        raise RuleError(problems)
    rules, _, problems = read_file(root)
    if problems:
        raise RuleError(problems)
    return rules, version_of(root)


def _fixed(rule: Rule) -> str | None:
    """The address of the rule's own that it leads to."""
    for target in rule.targets:
        if target.template or "://" in (target.complete or ""):
            return target.template or target.complete
    return None


def _bytes(file: str) -> bytes | None:
    try:
        with open(file, "rb") as source:
            data = source.read(_LARGEST + 1)
    except OSError:
        return None
    return data if len(data) <= _LARGEST else None


def _key(said: str) -> "Ed25519PublicKey | None":
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - only for this action
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    data = (_bytes(said) if os.path.isfile(said) else said.encode()) or b""
    try:
        if b"-----BEGIN" in data:
            key = load_pem_public_key(data)
            return key if isinstance(key, Ed25519PublicKey) else None
        raw = _unfolded(data, 32)
        return Ed25519PublicKey.from_public_bytes(raw) if raw else None
    except (ValueError, UnsupportedAlgorithm):
        return None


def _unfolded(data: bytes, length: int) -> bytes | None:
    """So many bytes, given as they are, in hex or in base64."""
    if len(data) == length:
        return data
    bare = b"".join(data.split())
    for read in (binascii.unhexlify, lambda text: b64decode(text, validate=True)):
        try:
            found: bytes = read(bare)
        except ValueError:
            continue
        if len(found) == length:
            return found
    return None


def _signed(key: "Ed25519PublicKey", signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only for this action

    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True
