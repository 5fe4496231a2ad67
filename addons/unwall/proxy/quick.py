"""mitmproxy's options without the two copies of a value that each reading makes, of which a flow has ten."""

from typing import Any

from mitmproxy import options, optmanager

_UNCHANGING = (bool, int, str, type(None))


class QuickOptions(options.Options):
    """The options; what cannot be changed by who reads it is given as it is."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as it is in mitmproxy
        option = self._options.get(name)
        if option is None:
            raise AttributeError(f"No such option: {name}")
        value = option._default if option.value is optmanager.unset else option.value  # noqa: SLF001
        return value if isinstance(value, _UNCHANGING) else option.current()
