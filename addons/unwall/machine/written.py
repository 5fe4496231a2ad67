"""A text as a file, for programs that read only files."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written(text: str) -> Iterator[str]:
    """The path of a file with that text, which goes at the end; closed, as Windows shares no open one."""
    with tempfile.TemporaryDirectory(prefix="unwall-") as folder:
        path = Path(folder, "unwall.pem")
        path.write_text(text, encoding="ascii")
        yield str(path)
