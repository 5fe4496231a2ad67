"""``unwall run --system-proxy``: the system's programs come through a run for as long as it lasts.

They get a PAC file that sends only the hosts which rules need; should the run be killed, its address answers
no more, and programs that have read it go directly. What the setting said before is recorded first, and given
back at the end of the run, at the start of the next one, or by ``unwall off``.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from unwall.cli.here import DASHBOARD
from unwall.config import Config
from unwall.doctor.finding import Finding, State
from unwall.language import Language, Sentence, say
from unwall.machine.changes import Change, Changes, Kind
from unwall.machine.desktops import settings
from unwall.machine.gnome import Gnome
from unwall.machine.ports import shown
from unwall.machine.processes import lives
from unwall.machine.programs import ProgramError
from unwall.machine.proxying import Given, Returned, give_back, lead
from unwall.machine.settings import Mode
from unwall.machine.system import Machine

_NOT_WITH = Sentence("--system-proxy does not go with {option}", "--system-proxy 不能与 {option} 同用")
_ONLY_GNOME = Sentence(
    "--system-proxy can set only the network settings of GNOME and its kin, which are not here; set {pac} as"
    " automatic proxy configuration in your system's settings, and take it out again afterwards",
    "--system-proxy 只能更改 GNOME 系桌面的网络设置，本机没有；请在系统设置中将自动代理配置设为 {pac}，"
    "用完后改回",
)
_USED = Sentence(
    "the system goes through a proxy already ({said}), which programs would not use any more; say --upstream"
    " http://HOST:PORT for unwall to go on through it",
    "系统已在使用代理（{said}），改动后程序将不再经过它；如需让 unwall 继续经过该代理，请加 --upstream http://主机:端口",
)
_OTHER_RUN = Sentence(
    "another unwall run ({pid}) leads the system's programs; end it, or say unwall off",
    "另一个 unwall run（{pid}）正在接管系统代理；请先结束它，或执行 unwall off",
)
LED = Sentence(
    "{name}: programs come through unwall until this run ends; {pac}",
    "{name}：在本次运行结束前，程序经过 unwall；{pac}",
)
NOT_LED = Sentence(
    "{name}: the setting could not be changed ({error}); set {pac} by hand as automatic proxy configuration",
    "{name}：无法更改设置（{error}）；请手动将自动代理配置设为 {pac}",
)
SAYS = {
    Given.BACK: Sentence(
        "{name}: the proxy setting is what it was ({said})", "{name}：代理设置已恢复（{said}）"
    ),
    Given.LEFT: Sentence(
        "{name}: somebody has changed the proxy setting meanwhile, so it stays as it is",
        "{name}：代理设置在此期间已被更改，故保持现状",
    ),
    Given.FAILED: Sentence(
        "{name}: the proxy setting could not be given back ({why}); it was: {said}",
        "{name}：无法恢复代理设置（{why}）；原值为 {said}",
    ),
}
_BY_HAND = Sentence("set it by hand in the network settings", "请在网络设置中手动改回")
_PAC = "unwall.pac"  # where the dashboard has the file


class SystemProxyError(Exception):
    """Why the system's programs cannot be led to this run, in one sentence with the next step."""


class SystemProxy:
    """The setting for the time of a run."""

    def __init__(self, setting: Gnome, changes: Changes) -> None:
        self._setting = setting
        self._changes = changes

    def begin(self, pac: str, language: Language) -> str:
        """Lead programs to the PAC file at that address; what came of it, in one sentence."""
        try:
            lead(self._setting, pac, self._changes)
        except (ProgramError, OSError) as error:
            why = error.said(language) if isinstance(error, ProgramError) else error
            return say(language, NOT_LED, name=self._setting.name, error=why, pac=pac)
        return say(language, LED, name=self._setting.name, pac=pac)


def system_proxy(args: argparse.Namespace, config: Config, on: Machine) -> SystemProxy:
    """For a run with these arguments. Raises SystemProxyError."""
    used = {"--no-dashboard": args.no_dashboard, "--mode": args.mode, "--scope all": args.scope == "all"}
    for option, given in used.items():
        if given:
            raise SystemProxyError(say(args.lang, _NOT_WITH, option=option))
    changes = Changes(Path(config.places.data))
    setting = next((each for each in settings(on) if isinstance(each, Gnome)), None)
    said = setting.read() if setting and "KDE" not in on.environment.get("XDG_CURRENT_DESKTOP", "") else None
    if setting is None or said is None:
        pac = pac_at(f"http://{shown(args.dashboard or DASHBOARD)}/")
        raise SystemProxyError(say(args.lang, _ONLY_GNOME, pac=pac))
    for change in changes.all(Kind.PROXY):
        raise SystemProxyError(say(args.lang, _OTHER_RUN, pid=change.pid))
    if said.mode is not Mode.NONE and not args.upstream:
        where = said.pac if said.mode is Mode.AUTO else said.http or said.https
        raise SystemProxyError(say(args.lang, _USED, said=where or said.mode))
    return SystemProxy(setting, changes)


def give_all_back(
    changes: Changes, on: Machine, *, only_of: int | None = None, only_dead: bool = False
) -> Iterator[tuple[Change, Returned]]:
    """Undo what stands: all of it, or what one process did, or what processes did that have ended since."""
    for change in changes.all(Kind.PROXY):
        if only_of not in (None, change.pid) or (only_dead and lives(change.pid)):
            continue
        yield change, give_back(tuple(settings(on)), change, changes)


def found(returned: Returned) -> Finding:
    """The same for those who check."""
    finding = Finding("system-proxy", State.FINE, SAYS[returned.given], returned._asdict())
    failed = returned.given is Given.FAILED
    return finding._replace(state=State.MEND, mend=_BY_HAND) if failed else finding


def told(returned: Returned, language: Language) -> str:
    """What came of giving one back."""
    return found(returned).told(language)[0]


def pac_at(dashboard: str) -> str:
    """Where a run has its PAC file, by the address of its dashboard."""
    return f"{dashboard}{_PAC}"


def beyond(upstream: str | None) -> str:
    """How a PAC file sends what does not come through us."""
    if not upstream:
        return "DIRECT"
    parts = urlsplit(upstream)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{'HTTPS' if parts.scheme == 'https' else 'PROXY'} {host}:{parts.port}"
