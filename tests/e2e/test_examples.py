"""The examples of the checkout run as their README says."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESEARCHERS = ROOT / "examples" / "researchers"


def run(*order: str | Path) -> str:
    done = subprocess.run([sys.executable, *order], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_from_the_traffic_of_the_world_to_shares(tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    assert re.fullmatch(
        rf"[1-9]\d+ visits logged in {re.escape(str(log))}\n", run(RESEARCHERS / "collect.py", log)
    )
    said = run(RESEARCHERS / "shares.py", log)
    pairs = re.findall(
        r"^(\w+) walled ([1-9]\d*) of \d+ links of (\w+) \(95 %: \d+% to \d+%\)$", said, re.MULTILINE
    )
    assert {("wechat", "taobao"), ("qq", "toutiao")} <= {(blocker, blocked) for blocker, _, blocked in pairs}
