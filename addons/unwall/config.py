"""What the user decided, and where unwall keeps things on this machine.

The places follow each system's convention. They are worked out here in a dozen lines because importing a
library for them would cost the CLI more time than all else that it does.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from unwall.language import Said, Sentence
from unwall.model import SIGNATURES, Policy, Service

_LISTS = ("allow", "deny", "options", "rules", "services")
_SWITCHES = ("allow-private", "open-warnings")
_OF_SERVICE = ("for", "url", "at", "key", "form", "sign", "secret")
IN_OUR_BROWSER = frozenset(
    {"linkify", "mention-search", "search-capture"}
)  # options that are on where unwall opens the browser itself


UNWRITABLE = Sentence(
    "{file}: cannot be written ({why}); choose another with --config FILE",
    "{file}：无法写入（{why}）；请用 --config FILE 换一个",
)
UNREADABLE = Sentence(
    "{file}: cannot be read ({why}); name another one", "{file}：无法读取（{why}）；请另指定一个"
)
NOT_TOML = Sentence("{file}: not TOML: {why}", "{file}：不是有效的 TOML：{why}")
UNKNOWN_KEY = Sentence(
    '{file}: unknown key "{key}"; known are {known}', "{file}：不认识键 “{key}”；可用：{known}"
)
NO_TABLES = Sentence(
    "{file}: services are written as [[services]] tables", "{file}：services 应写成 [[services]] 表"
)
UNKNOWN_SERVICE_KEY = Sentence(
    '{file}: services: unknown key "{key}"; known are {known}',
    "{file}：services：不认识键 “{key}”；可用：{known}",
)
NO_TEXTS = Sentence(
    "{file}: services: url, at, key, sign and secret are texts",
    "{file}：services：url、at、key、sign 和 secret 须为文本",
)
NO_FORM = Sentence("{file}: services: form is a table of texts", "{file}：services：form 须为文本组成的表")
NO_SERVICE = Sentence(
    "{file}: services: a service needs for, and a url or form with {{text}} in it",
    "{file}：services：须写明 for，并在 url 或 form 中含有 {{text}}",
)
NO_POINTER = Sentence(
    "{file}: services: at is a JSON pointer, which starts with /",
    "{file}：services：at 是 JSON 指针，须以 / 开头",
)
HALF_SIGNED = Sentence(
    "{file}: services: a form is signed with sign ({known}) and secret together",
    "{file}：services：签名表单须同时写 sign（{known}）和 secret",
)
NO_SWITCH = Sentence("{file}: {key} is true or false", "{file}：{key} 须为 true 或 false")
NO_LIST = Sentence("{file}: {key} is a list of texts", "{file}：{key} 须为文本列表")


class ConfigError(Said, ValueError):
    """A configuration or file that cannot be used; the text names it and the next step."""


class Places(NamedTuple):
    """Folders of this user; none need exist."""

    config: str
    data: str
    cache: str


class Config(NamedTuple):
    """The user's decisions."""

    file: str
    places: Places
    rules: tuple[str, ...] = ()  # folders or files of own rules
    policy: Policy = Policy()


def places(environment: Mapping[str, str], platform: str = sys.platform) -> Places:
    """Where configuration, data and cache lie for this user on this system."""
    home = environment.get("HOME") or os.path.expanduser("~")
    if platform == "win32":
        roaming = environment.get("APPDATA") or os.path.join(home, "AppData", "Roaming")
        local = environment.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        bases = (roaming, local, os.path.join(local, "Cache"))
    elif platform == "darwin":
        library = os.path.join(home, "Library")
        support = os.path.join(library, "Application Support")
        bases = (support, support, os.path.join(library, "Caches"))
    else:
        bases = (
            environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"),
            environment.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share"),
            environment.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"),
        )
    return Places(*(os.path.join(base, "unwall") for base in bases))


def load(asked: str | None, environment: Mapping[str, str], platform: str = sys.platform) -> Config:
    """The configuration file asked for, or the user's own where there is one, and the user's rule folder.

    Raises ConfigError for a file that was asked for and is not there, or that cannot be read or understood.
    """
    where = places(environment, platform)
    file = asked or os.path.join(where.config, "config.toml")
    said = _read(file) if asked or os.path.exists(file) else {}
    own = os.path.join(where.config, "rules")
    return Config(
        file=file,
        places=where,
        rules=(*((own,) if os.path.isdir(own) else ()), *_texts(said, "rules", file)),
        policy=Policy(
            options=frozenset(_texts(said, "options", file)),
            allow_hosts=frozenset(host.lower() for host in _texts(said, "allow", file)),
            deny_rules=frozenset(_texts(said, "deny", file)),
            allow_private=_switch(said, "allow-private", file),
            open_warnings=_switch(said, "open-warnings", file),
            services=_services(said, file),
        ),
    )


def unread(asked: str | None, environment: Mapping[str, str], platform: str = sys.platform) -> Config:
    """What counts where no configuration file is looked at."""
    where = places(environment, platform)
    return Config(file=asked or os.path.join(where.config, "config.toml"), places=where)


def change(file: str, name: str, *, add: str | None = None, remove: str | None = None) -> bool:
    """Adds a text to a list of the configuration file, or takes it out; the rest of the file stays as it is.

    True where the file changed. Raises ConfigError where it cannot be read or written.
    """
    import tomlkit  # noqa: PLC0415 - only for the two commands that write

    there = os.path.exists(file)
    said = _read(file) if there else {}
    values = list(_texts(said, name, file))
    if add is not None and add not in values:
        values.append(add)
    elif remove is not None and remove in values:
        values.remove(remove)
    else:
        return False
    document = tomlkit.parse(_text(file)) if there else tomlkit.document()
    document[name] = values
    _write(file, tomlkit.dumps(document))
    return True


def _write(file: str, text: str) -> None:
    whole = os.path.realpath(file)  # it may be a link into a folder of dotfiles
    half = f"{whole}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(whole), mode=0o700, exist_ok=True)
        mode = (
            os.stat(whole).st_mode & 0o777 if os.path.exists(whole) else 0o600
        )  # secrets of services are in it
        with open(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "w", encoding="utf-8") as target:
            target.write(text)
        os.chmod(half, mode)
        os.replace(half, whole)
    except OSError as error:
        raise ConfigError(UNWRITABLE, file=file, why=error.strerror) from None


def _text(file: str) -> str:
    with open(file, encoding="utf-8-sig") as source:
        return source.read()


def _read(file: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only where there is a file

    try:
        said = tomllib.loads(_text(file))
    except OSError as error:
        raise ConfigError(UNREADABLE, file=file, why=error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(NOT_TOML, file=file, why=_of_toml(error)) from None
    for name in said:
        if name not in _LISTS and name not in _SWITCHES:
            raise ConfigError(UNKNOWN_KEY, file=file, key=name, known=", ".join((*_LISTS, *_SWITCHES)))
    return said


def _of_toml(error: Exception) -> Said:
    """What is wrong, and where; the library has words for the first in English alone."""
    line, column = str(error).rpartition("(at line ")[2].rstrip(")").partition(", column ")[::2]
    place = f"第 {line} 行第 {column} 列有误" if column else "文件末尾不完整"
    if isinstance(error, UnicodeDecodeError):
        place = "须为 UTF-8 文本"
    return Said(Sentence("{why}", "{place}"), why=error, place=place)


def _services(said: Mapping[str, Any], file: str) -> tuple[Service, ...]:
    """The servers that answer for tokens and short links, in the order in which they are asked."""
    given = said.get("services", [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise ConfigError(NO_TABLES, file=file)
    return tuple(_service(each, file) for each in given)


def _service(said: Mapping[str, Any], file: str) -> Service:
    for name in said:
        if name not in _OF_SERVICE:
            raise ConfigError(UNKNOWN_SERVICE_KEY, file=file, key=name, known=", ".join(_OF_SERVICE))
    wants = _texts(
        {"for": [said["for"]] if isinstance(said.get("for"), str) else said.get("for", [])}, "for", file
    )
    url, at, key, sign, secret = (said.get(name, "") for name in ("url", "at", "key", "sign", "secret"))
    form = said.get("form", {})
    if not all(isinstance(each, str) for each in (url, at, key, sign, secret)):
        raise ConfigError(NO_TEXTS, file=file)
    if not isinstance(form, dict) or not all(isinstance(each, str) for each in form.values()):
        raise ConfigError(NO_FORM, file=file)
    has_text = "{text}" in url or any("{text}" in value for value in form.values())
    if not wants or not url.startswith(("http://", "https://")) or not has_text:
        raise ConfigError(NO_SERVICE, file=file)
    if at and not at.startswith("/"):
        raise ConfigError(NO_POINTER, file=file)
    if bool(sign) != bool(secret) or sign not in ("", *SIGNATURES) or (sign and not form):
        raise ConfigError(HALF_SIGNED, file=file, known=", ".join(SIGNATURES))
    return Service(wants, url, at, key or None, tuple(form.items()), sign or None, secret or None)


def _switch(said: Mapping[str, Any], name: str, file: str) -> bool:
    value = said.get(name, False)
    if not isinstance(value, bool):
        raise ConfigError(NO_SWITCH, file=file, key=name)
    return value


def _texts(said: Mapping[str, Any], name: str, file: str) -> tuple[str, ...]:
    value = said.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(NO_LIST, file=file, key=name)
    return tuple(value)
