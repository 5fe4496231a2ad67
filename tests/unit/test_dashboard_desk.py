"""What can be switched in the page is what the command line knows by the same name."""

import argparse

from unwall.cli import run
from unwall.cli.main import COMMANDS
from unwall.dashboard.desk import Edited, Switch


def test_names_are_those_of_the_command_line() -> None:
    parser = argparse.ArgumentParser()
    run.add_arguments(parser)
    assert set(COMMANDS) >= set(Edited)
    told = parser.format_help()
    assert [f"--{switch}" in told for switch in (Switch.DRY_RUN, Switch.RESOLVE)] == [True, True]
