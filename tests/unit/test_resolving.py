"""``--resolve`` in this process: order, threads that end, and what is said of faults."""

import argparse
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from rules_for_tests import engine_with

from unwall.cli.output import Output
from unwall.cli.resolving import UNRESOLVED, Resolving
from unwall.config import Config, Places
from unwall.engine.engine import Engine
from unwall.language import Language
from unwall.resolve import client, resolver

RULE = f"""
    id: short
    kind: short_link
    verdict: ask
    needs: network
    where: {{hosts: [s.example, {", ".join(f"s{n}.example" for n in range(300))}], path: '^/[a-z0-9]+$'}}
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return engine_with(tmp_path, RULE)


@pytest.fixture
def said() -> io.BytesIO:
    return io.BytesIO()


@pytest.fixture
def resolving(engine: Engine, tmp_path: Path, said: io.BytesIO) -> Callable[..., Resolving]:
    def made(reply: Callable[[httpx.Request], httpx.Response], *, quiet: bool = False) -> Resolving:
        args = argparse.Namespace(
            lang=Language.ENGLISH, quiet=quiet, reach=lambda _: httpx.MockTransport(reply)
        )
        config = Config("", Places("", "", str(tmp_path / "cache")))
        return Resolving(args, config, engine, Output(io.BytesIO(), said, terminal=False, color=False))

    return made


def moved(request: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"location": f"https://example.com{request.url.path}"})


def gone(_: httpx.Request) -> httpx.Response:
    return httpx.Response(404)


def test_inputs_and_results_are_in_the_same_order(resolving: Callable[..., Resolving]) -> None:
    texts = [f"https://s{n}.example/k{n}" if n % 3 else f"text {n}" for n in range(300)]
    with resolving(moved) as each:
        found = [(text, told.result.output) for text, told in each.each(texts, lambda text: text)]
    assert found == [(t, f"https://example.com/k{n}" if n % 3 else t) for n, t in enumerate(texts)]


def test_an_item_without_a_text_is_not_asked_about(resolving: Callable[..., Resolving]) -> None:
    with resolving(moved) as each:
        found = [told.asked for _, told in each.each(["https://s.example/a"], lambda _: None)]
    assert found == [False]


def test_who_stops_taking_stops_it(resolving: Callable[..., Resolving]) -> None:
    def endless() -> Iterator[str]:
        for number in itertools.count():
            yield f"https://s{number % 300}.example/k{number}"

    with resolving(moved) as each:
        results = each.each(endless(), lambda text: text)
        assert next(results)[1].result.output == "https://example.com/k0"


def test_what_fails_while_reading_fails_here(resolving: Callable[..., Resolving]) -> None:
    def broken() -> Iterator[str]:
        yield "a"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"), resolving(moved) as each:
        list(each.each(broken(), lambda text: text))


@pytest.mark.parametrize(
    ("texts", "quiet", "note"),
    [
        (
            ["https://s.example/a"],
            False,
            "unwall: not resolved: the server says that there is nothing; the link stays as it is\n",
        ),
        (
            ["https://s1.example/a", "b", "https://s2.example/a"],
            False,
            "unwall: 2 of 2 links were not resolved (the server says that there is nothing: 2);"
            " the same command tries them again after a minute\n",
        ),
        (["https://s.example/a"], True, ""),
        (["b"], False, ""),
    ],
)
def test_what_is_said_of_faults(
    resolving: Callable[..., Resolving], said: io.BytesIO, texts: list[str], quiet: bool, note: str
) -> None:
    with resolving(gone, quiet=quiet) as each:
        assert [told.result.output for _, told in each.each(texts, lambda text: text)] == texts
    assert said.getvalue().decode() == note


def test_every_fault_has_its_sentence() -> None:
    faults = {fault.word for fault in vars(client).values() if isinstance(fault, client.Error)}
    assert set(UNRESOLVED) == faults | {resolver.BUSY, resolver.NOTHING}
