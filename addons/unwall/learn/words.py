"""The words of ``words.toml``, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> dict[str, Any]:
    """All of the file, as it stands."""
    return tomllib.loads(files("unwall.learn").joinpath("words.toml").read_text("utf-8"))
