"""How far a long run is, on a terminal."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_STEP = 64  # items between two looks at the bar


class Progress:
    """A line that counts; nothing at all unless ``shown``."""

    def __init__(self, *, shown: bool, total: int | None = None) -> None:
        self._shown = shown
        self._total = total
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._done = 0
        self._failed = 0

    def __enter__(self) -> Self:
        if self._shown:
            from rich.console import Console  # noqa: PLC0415 - only on a terminal
            from rich.progress import (  # noqa: PLC0415 - see above
                BarColumn,
                SpinnerColumn,
                TextColumn,
                TimeElapsedColumn,
            )
            from rich.progress import Progress as Bar  # noqa: PLC0415 - see above

            console = Console(stderr=True)
            of = "" if self._total is None else f"/{self._total}"
            columns = (
                SpinnerColumn(),
                *([] if self._total is None else [BarColumn()]),
                TextColumn(f"{{task.completed:.0f}}{of}  ✗ {{task.fields[failed]}}"),
                TimeElapsedColumn(),
            )
            self._bar = Bar(*columns, console=console, transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=self._total, failed=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show()
        if self._bar is not None:
            self._bar.stop()

    def advance(self, *, failed: bool) -> None:
        """One more is done."""
        self._done += 1
        self._failed += failed
        if self._done % _STEP == 0 or failed:
            self._show()

    def _show(self) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done, failed=self._failed)
