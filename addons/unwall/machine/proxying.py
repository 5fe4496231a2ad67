"""Leading the programs of this machine to our proxy, and giving back what their setting said before."""

import json
import os
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from unwall.machine.changes import Change, Changes, Kind
from unwall.machine.programs import ProgramError
from unwall.machine.settings import Mode, Route, Setting, Writable, put
from unwall.machine.words import NO_RECORD, NO_SETTING, READ_ONLY


class Given(StrEnum):
    """What came of giving a setting back."""

    BACK = "back"  # it says what it said before us
    LEFT = "left"  # somebody changed it meanwhile, and that stays
    FAILED = "failed"


class Returned(NamedTuple):
    """One setting and what came of it."""

    name: str
    given: Given
    said: str = ""  # what it said before us
    why: Exception | None = None  # it failed


def lead(setting: Writable, pac: str, changes: Changes) -> None:
    """Make it lead to the PAC file at that address. Raises ProgramError or OSError."""
    before = setting.read()
    if before is None:
        raise ProgramError(setting.name)
    ours = Route(Mode.AUTO, pac)
    change = Change(Kind.PROXY, setting.name, "", _written(before), _written(ours), os.getpid())
    changes.note(change)
    try:
        put(setting, ours)
    except (ProgramError, OSError):
        give_back([setting], change, changes)
        raise


def give_back(settings: Iterable[Setting], change: Change, changes: Changes) -> Returned:
    """Undo one change of a setting, as far as nobody has made it say something else since."""
    try:
        before, ours = _read(change.before), _read(change.ours)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Returned(change.name, Given.FAILED, why=ProgramError(change.name, NO_RECORD))
    shown = f"{before.mode} {before.pac}".strip() if before.mode is Mode.AUTO else str(before.mode)
    setting = next((each for each in settings if each.name == change.name), None)
    try:
        now = setting.read() if setting else None
        if setting is None or now is None:
            return Returned(change.name, Given.FAILED, shown, ProgramError(change.name, NO_SETTING))
        if now.pac == ours.pac:  # ours stands, or half of it after a crash
            mode = before.mode if now.mode is ours.mode else now.mode
            put(_writable(setting), Route(mode, before.pac))
            now = setting.read() or now
    except (ProgramError, OSError) as error:
        return Returned(change.name, Given.FAILED, shown, error)
    changes.forget(change)
    same = (now.mode, now.pac) == (before.mode, before.pac)
    return Returned(change.name, Given.BACK if same else Given.LEFT, shown)


def _writable(setting: Setting) -> Writable:
    if not isinstance(setting, Writable):
        raise ProgramError(setting.name, READ_ONLY)
    return setting


def _written(route: Route) -> str:
    return json.dumps(route._asdict())


def _read(text: str) -> Route:
    said = json.loads(text)
    return Route(**{**said, "mode": Mode(said["mode"])})
