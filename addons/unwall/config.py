"""What the user decided, and where unwall keeps things on this machine.

The places follow each system's convention. They are worked out here in a dozen lines because importing a
library for them would cost the CLI more time than all else that it does.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from unwall.language import TOO_DEEP, Said, Sentence
from unwall.model import SIGNATURES, ClientLists, Policy, Service
from unwall.urls.host import spelled

_LISTS = ("allow", "deny", "options", "rules", "services")
_SWITCHES = ("allow-private", "open-warnings")
_KEYS = (*_LISTS, *_SWITCHES, "clients")
_OF_CLIENT = ("allow", "deny")
_OF_SERVICE = ("for", "url", "at", "key", "form", "sign", "secret")
IN_OUR_BROWSER = frozenset(
    {"linkify", "mention-search", "search-capture"}
)  # options that are on where unwall opens the browser itself
IGNORE_NO_TRANSFORM = "ignore-no-transform"  # bodies that ask proxies not to change them are changed


UNWRITABLE = Sentence(
    "{file}: cannot be written ({why}); choose another with --config FILE",
    "{file}：无法写入（{why}）；请用 --config FILE 换一个",
)
UNREADABLE = Sentence(
    "{file}: cannot be read ({why}); name another one", "{file}：无法读取（{why}）；请另指定一个"
)
NOT_TOML = Sentence("{file}: not TOML: {why}", "{file}：不是有效的 TOML：{why}")
LONG_NUMBER = Sentence("a number in it is too long", "其中有数字过长")
UNKNOWN_KEY = Sentence(
    '{file}: unknown key "{key}"; known are {known}', "{file}：不认识键 “{key}”；可用：{known}"
)
NO_CLIENTS = Sentence(
    "{file}: clients are written as tables, like [clients.wechat] with allow and deny in it",
    "{file}：clients 应写成表，例如 [clients.wechat]，其中写 allow 和 deny",
)
UNKNOWN_CLIENT_KEY = Sentence(
    '{file}: clients.{client}: unknown key "{key}"; known are {known}',
    "{file}：clients.{client}：不认识键 “{key}”；可用：{known}",
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
    file = os.path.join(where.config, "config.toml") if asked is None else asked
    said = _read(file) if asked is not None or os.path.exists(file) else {}
    own = os.path.join(where.config, "rules")
    return Config(
        file=file,
        places=where,
        rules=(*((own,) if os.path.isdir(own) else ()), *_texts(said, "rules", file)),
        policy=Policy(
            options=frozenset(_texts(said, "options", file)),
            allow_hosts=frozenset(map(spelled, _texts(said, "allow", file))),
            deny_rules=frozenset(_texts(said, "deny", file)),
            allow_private=_switch(said, "allow-private", file),
            open_warnings=_switch(said, "open-warnings", file),
            services=_services(said, file),
            clients=_clients(said, file),
        ),
    )


def unread(asked: str | None, environment: Mapping[str, str], platform: str = sys.platform) -> Config:
    """What counts where no configuration file is looked at."""
    where = places(environment, platform)
    return Config(file=asked or os.path.join(where.config, "config.toml"), places=where)


def change(
    file: str, name: str, *, add: str | None = None, remove: str | None = None, client: str = ""
) -> bool:
    """Adds a text to a list of the configuration file, or takes it out; the rest of the file stays as it is.

    ``client``: to the list of this client alone. True where the file changed. Raises ConfigError where it
    cannot be read or written.
    """
    there = os.path.exists(file)
    said = _read(file) if there else {}
    values = list(_of_client(said, client, name, file) if client else _texts(said, name, file))
    as_meant = list(map(spelled, values)) if name == "allow" else values
    if add is not None and add not in as_meant:
        values.append(add)
    elif remove is not None and remove in as_meant:
        values = [value for value, meant in zip(values, as_meant, strict=True) if meant != remove]
    else:
        return False
    _write(file, _changed(_text(file) if there else "", said, name, values, client))
    return True


def _changed(text: str, said: dict[str, Any], name: str, values: list[str], client: str) -> str:
    """The text of a configuration with one list changed in what is ``said`` there."""
    import tomlkit  # noqa: PLC0415 - only for the two commands that write

    document = tomlkit.parse(text)
    if not client:
        document[name] = values
        return tomlkit.dumps(document)
    clients = said.get("clients", {})
    clients |= {client: clients.get(client, {}) | {name: values}}
    lists: Any = document
    for each in ("clients", client):
        if each not in lists:
            is_inline = isinstance(lists, tomlkit.items.InlineTable)
            made = tomlkit.inline_table() if is_inline else tomlkit.table(is_super_table=each != client)
            lists[each] = made
        lists = lists[each]
    lists[name] = values
    if not _holds(tomlkit.dumps(document), said | {"clients": clients}):
        # Beside keys with dots a table comes to stand before lists of all, and takes them in.
        document = tomlkit.parse(text)
        del document["clients"]
        document["clients"] = clients
    return tomlkit.dumps(document)


def _holds(text: str, said: dict[str, Any]) -> bool:
    import tomllib  # noqa: PLC0415 - only for the two commands that write

    try:
        return tomllib.loads(text) == said
    except tomllib.TOMLDecodeError:
        return False


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
        raise ConfigError(UNREADABLE, file=file or '""', why=error.strerror) from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(NOT_TOML, file=file, why=no_toml(error)) from None
    for name in said:
        if name not in _KEYS:
            raise ConfigError(UNKNOWN_KEY, file=file, key=name, known=", ".join(_KEYS))
    return said


def no_toml(error: ValueError | RecursionError) -> Said:
    """What the reader of TOML found wrong, and where; it has words for the first in English alone."""
    import tomllib  # noqa: PLC0415 - only where there is a file

    if isinstance(error, RecursionError):
        return Said(TOO_DEEP)
    line, column = str(error).rpartition("(at line ")[2].rstrip(")").partition(", column ")[::2]
    place = f"第 {line} 行第 {column} 列有误" if column else "文件末尾不完整"
    if isinstance(error, UnicodeDecodeError):
        place = "须为 UTF-8 文本"
    elif not isinstance(error, tomllib.TOMLDecodeError):
        return Said(LONG_NUMBER)
    return Said(Sentence("{why}", "{place}"), why=error, place=place)


def _clients(said: Mapping[str, Any], file: str) -> tuple[ClientLists, ...]:
    """The lists of single clients; a client with nothing on them is as good as not named."""
    tables = said.get("clients", {})
    if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        raise ConfigError(NO_CLIENTS, file=file)
    found = []
    for client, own in sorted(tables.items()):
        for name in own:
            if name not in _OF_CLIENT:
                raise ConfigError(
                    UNKNOWN_CLIENT_KEY, file=file, client=client, key=name, known=", ".join(_OF_CLIENT)
                )
        allow, deny = (_of_client(said, client, name, file) for name in _OF_CLIENT)
        if allow or deny:
            found.append(ClientLists(client, frozenset(map(spelled, allow)), frozenset(deny)))
    return tuple(found)


def _of_client(said: Mapping[str, Any], client: str, name: str, file: str) -> tuple[str, ...]:
    """A list of one client."""
    own = said.get("clients", {}).get(client, {})
    key = f"clients.{client}.{name}"
    return _texts({key: own[name]} if name in own else {}, key, file)


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
