"""``unwall rules verify``: signed by this key, no older, and nowhere of its own."""

from base64 import b64encode
from pathlib import Path

import pytest
from commands_for_tests import new_user, ran
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RULES = """platform: own
version: {version}
rules:
  - id: own-link
    kind: wrapper
    where: {{hosts: [own.example]}}
    target: {target}
    sources: [{{what: own design, where: tests, seen: '2026'}}]
    tests: [{{given: 'https://own.example/', leave: true}}]
"""
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    new_user(tmp_path, tmp_path_factory.getbasetemp() / "cache", monkeypatch)
    return tmp_path


def signed(folder: Path, name: str = "own.yaml", version: int = 3, target: str = "{param: u}") -> Path:
    file = folder / name
    file.write_text(RULES.format(version=version, target=target), encoding="utf-8")
    file.with_name(f"{name}.sig").write_bytes(KEY.sign(file.read_bytes()))
    return file


def test_every_spelling_of_key_and_signature(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    file = signed(home)
    signature = KEY.sign(file.read_bytes())
    (home / "key.pem").write_bytes(PEM)
    (home / "key.txt").write_bytes(b64encode(PUBLIC) + b"\n")
    said = (0, f"{file} is signed by this key: version 3, 1 rules\n", "")
    for key in (str(home / "key.pem"), str(home / "key.txt"), PUBLIC.hex(), b64encode(PUBLIC).decode()):
        assert ran(capsysbinary, "rules", "verify", str(file), "--key", key) == said
    for text in (signature, signature.hex().encode() + b"\n", b64encode(signature)):
        (home / "other.sig").write_bytes(text)
        words = ("--key", PUBLIC.hex(), "--signature", str(home / "other.sig"))
        assert ran(capsysbinary, "rules", "verify", str(file), *words) == said


@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [
        ("file", 1, "is not what the owner of this key signed"),
        ("signature", 1, "is not what the owner of this key signed"),
        ("no signature", 1, "has no signature in"),
        ("short signature", 1, "has no signature in"),
        ("key", 2, "is no Ed25519 public key"),
        ("other key", 1, "is not what the owner of this key signed"),
        ("absent", 2, "cannot be read"),
    ],
)
def test_what_is_wrong(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes], spoil: str, code: int, said: str
) -> None:
    file, key = signed(home), PUBLIC.hex()
    signature = file.with_name("own.yaml.sig")
    match spoil:
        case "file":
            file.write_bytes(file.read_bytes() + b"\n")
        case "signature":
            signature.write_bytes(signature.read_bytes()[::-1])
        case "no signature":
            signature.unlink()
        case "short signature":
            signature.write_bytes(signature.read_bytes()[:63])
        case "key":
            key = "words"
        case "other key":
            key = bytes(32).hex()
        case _:
            file.unlink()
    done = ran(capsysbinary, "rules", "verify", str(file), "--key", key)
    assert (done[0], done[1], said in done[2], len(done[2].splitlines())) == (code, "", True, 1)


def test_no_step_back(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    old, new = signed(home, "old.yaml", version=2), signed(home, "new.yaml", version=3)
    words = ("--key", PUBLIC.hex(), "--in-force")
    assert ran(capsysbinary, "rules", "verify", str(new), *words, str(old))[0] == 0
    assert ran(capsysbinary, "rules", "verify", str(new), *words, str(new))[0] == 0
    code, _, err = ran(capsysbinary, "rules", "verify", str(old), *words, str(new))
    assert (code, "is version 2, older than version 3" in err) == (1, True)
    assert ran(capsysbinary, "rules", "verify", str(new), *words, str(home / "absent"))[0] == 2


@pytest.mark.parametrize(
    "target",
    ["{path: '^/(x)', template: 'https://evil.example/{}'}", "{param: u, complete: 'https://evil.example'}"],
)
def test_nowhere_of_its_own(home: Path, capsysbinary: pytest.CaptureFixture[bytes], target: str) -> None:
    file = signed(home, target=target)
    code, _, err = ran(capsysbinary, "rules", "verify", str(file), "--key", PUBLIC.hex())
    assert (code, "own-link leads to an address of its own (https://evil.example" in err) == (1, True)


def test_a_signed_file_is_still_checked(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    file = signed(home, target="{parm: u}")
    code, _, err = ran(capsysbinary, "rules", "verify", str(file), "--key", PUBLIC.hex())
    assert (code, f"{file}:7:14" in err) == (2, True)
