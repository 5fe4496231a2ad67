"""Rule files read from disk: strictly, with the place of every mistake."""

import os
from pathlib import Path

import pytest

from unwall import Engine, load_rules
from unwall.rules.loader import RuleError, built_in

GOOD = """platform: test
pages: [www.test.example]
rules:
  - id: test-link
    kind: wrapper
    where: {hosts: [link.test.example]}
    target: {param: u}
    sources: [{what: own design, where: tests, seen: '2026'}]
    tests: [{given: 'https://link.test.example/', leave: true}]
"""


def problems(tmp_path: Path, text: str | bytes) -> list[str]:
    file = tmp_path / "bad.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RuleError) as caught:
        load_rules(file, own_only=True)
    return [str(problem).removeprefix(f"{tmp_path}{os.sep}") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"a: 1\nb: \xff", "bad.yaml:2:1: not UTF-8; save it as UTF-8"),
        ("[1]", "bad.yaml:1:1: expected a map, found a list; write key: value"),
        ("platform: x", "bad.yaml:1:1: rules is missing; add it"),
        ("platform: x\nrules: []", "bad.yaml:2:8: rules is empty; add a rule, or delete the file"),
        ("platform: x\nrulez: []", 'bad.yaml:2:1: unknown key "rulez" (did you mean rules?)'),
    ],
)
def test_broken_files(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert problems(tmp_path, text) == [problem]


def test_size(tmp_path: Path) -> None:
    assert problems(tmp_path, b"#" * (1 << 20) + b"\n") == [
        "bad.yaml:1:1: larger than 1048576 bytes; split it"
    ]


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("param", "parm"))
    (tmp_path / "b.yaml").write_text(GOOD.replace("wrapper", "wraper"))
    with pytest.raises(RuleError) as caught:
        load_rules(tmp_path, own_only=True)
    assert [(problem.place.line, Path(problem.place.file).name) for problem in caught.value.problems] == [
        (7, "a.yaml"),
        (5, "b.yaml"),
    ]


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text(GOOD)
    with pytest.raises(RuleError, match='id "test-link" is taken by'):
        load_rules(tmp_path, own_only=True)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder or file"):
        load_rules(tmp_path / "nowhere", own_only=True)


def test_hidden_files_and_folders_are_not_read(tmp_path: Path) -> None:
    for name in ("._a.yaml", ".git/a.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\x00\xff")
    assert list(load_rules(tmp_path, own_only=True)) == []


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("broken: [")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "good.yaml").write_text(GOOD)
    (inside / "link.yaml").symlink_to(outside)
    os.mkfifo(inside / "pipe.yaml")
    assert [rule.id for rule in load_rules(inside, own_only=True)] == ["test-link"]


def test_a_link_that_leads_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "a.yaml")
    with pytest.raises(RuleError, match=r"a\.yaml:1:1: .*symbolic links"):
        load_rules(tmp_path, own_only=True)


def test_cache_gives_the_same_set_and_follows_the_content(tmp_path: Path) -> None:
    rules, cache = tmp_path / "rules", tmp_path / "cache"
    rules.mkdir()
    (rules / "a.yaml").write_text(GOOD)
    first = load_rules(rules, own_only=True, cache=str(cache))
    (kept,) = cache.iterdir()
    second = load_rules(rules, own_only=True, cache=str(cache))
    assert list(first) == list(second)
    assert second.beside == first.beside
    stat = (rules / "a.yaml").stat()
    (rules / "a.yaml").write_text(GOOD.replace("link.test.example", "luck.test.example"))
    os.utime(rules / "a.yaml", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (
        Engine(load_rules(rules, own_only=True, cache=str(cache)))
        .unwrap("https://luck.test.example/?u=https://e.com")
        .changed
    )
    assert list(cache.iterdir()) == [kept]


def test_cache_holds_for_files_that_were_only_touched(tmp_path: Path) -> None:
    rules, cache = tmp_path / "rules", tmp_path / "cache"
    rules.mkdir()
    (rules / "a.yaml").write_text(GOOD)
    first = load_rules(rules, own_only=True, cache=str(cache))
    (kept,) = cache.iterdir()
    os.utime(rules / "a.yaml", ns=(1, 1))
    again = load_rules(rules, own_only=True, cache=str(cache))
    assert (again.digest, list(again)) == (first.digest, list(first))
    os.utime(kept, ns=(1 << 62, 1 << 62))  # written long after any of the files
    (rules / "a.yaml").chmod(0)
    (rules / "a.yaml").chmod(0o644)
    assert load_rules(rules, own_only=True, cache=str(cache)).digest == first.digest


def test_cache_sees_files_come_and_go(tmp_path: Path) -> None:
    rules, cache = tmp_path / "rules", tmp_path / "cache"
    (rules / "below").mkdir(parents=True)
    (rules / "a.yaml").write_text(GOOD)
    assert len(load_rules(rules, own_only=True, cache=str(cache))) == 1
    (rules / "below" / "b.yaml").write_text(GOOD.replace("test-link", "test-other"))
    assert [rule.id for rule in load_rules(rules, own_only=True, cache=str(cache))] == [
        "test-link",
        "test-other",
    ]
    (rules / "a.yaml").unlink()
    assert [rule.id for rule in load_rules(rules, own_only=True, cache=str(cache))] == ["test-other"]


def test_cache_keeps_a_few_sets(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.yaml").write_text(GOOD)
        load_rules(folder, own_only=True, cache=str(cache))
    assert len(list(cache.iterdir())) == 8


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x00" * 100])
def test_a_broken_cache_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    cache = tmp_path / "cache"
    load_rules(tmp_path / "a.yaml", own_only=True, cache=str(cache))
    (kept,) = cache.iterdir()
    kept.write_bytes(content)
    assert [rule.id for rule in load_rules(tmp_path / "a.yaml", own_only=True, cache=str(cache))] == [
        "test-link"
    ]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "file").write_text("")
    assert len(load_rules(tmp_path / "a.yaml", own_only=True, cache=str(tmp_path / "file" / "cache"))) == 1


def test_built_in_rules_are_found() -> None:
    assert Path(built_in()).is_dir()
