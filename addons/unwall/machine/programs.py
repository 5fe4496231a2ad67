"""Other programs of this machine, run for what they print. Whatever fails is a ProgramError."""

import subprocess

from unwall.language import Language, Sentence, say
from unwall.machine.system import Machine
from unwall.machine.words import NO_END, NOT_FOUND

_SECONDS = 20.0  # for what takes some ten milliseconds
_FOR_A_PASSWORD = 180.0  # where a person may have to type one
_LONGEST = 300  # characters of what a program said that are passed on


class ProgramError(Exception):
    """A program that is not here, or did not do what it was asked; ``why`` in its own words or in ours."""

    def __init__(self, program: str, why: str | Sentence = NOT_FOUND) -> None:
        super().__init__(program, why)
        self.program = program
        self.why = why
        self.is_missing = why is NOT_FOUND

    def said(self, language: Language) -> str:
        """In that language."""
        why = say(language, self.why) if isinstance(self.why, Sentence) else self.why
        return f"{self.program}: {why}"

    def __str__(self) -> str:
        return self.said(Language.ENGLISH)


def run(machine: Machine, *words: str, as_root: bool = False) -> str:
    """What the program prints, where it succeeds. ``as_root``: through sudo for everybody else."""
    program = machine.tool(words[0])
    if program is None:
        raise ProgramError(words[0])
    command, seconds = [program, *words[1:]], _SECONDS
    if as_root and not machine.is_root:
        sudo = machine.program("sudo")
        if sudo is None:
            raise ProgramError("sudo")
        command, seconds = [sudo, *command], _FOR_A_PASSWORD
    return _printed(machine, words[0], command, seconds)


def _printed(machine: Machine, name: str, command: list[str], seconds: float) -> str:
    try:
        done = subprocess.run(
            command,
            env={**machine.environment, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProgramError(name, NO_END) from None
    except OSError as error:
        raise ProgramError(name, error.strerror or str(error)) from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).decode("utf-8", "replace").splitlines()
        raise ProgramError(name, " / ".join(said)[-_LONGEST:] or f"exit {done.returncode}")
    return done.stdout.decode("utf-8", "replace")
