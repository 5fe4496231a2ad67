"""The fake platforms by their host names."""

from collections.abc import Mapping, Sequence

from unwall.world.exchange import Site
from unwall.world.platforms import (
    bytedance,
    carriers,
    qq,
    reading,
    shops,
    short_links,
    taobao,
    wechat,
    world_wide,
)

_PLATFORMS = (wechat, qq, taobao, bytedance, shops, reading, world_wide, short_links, carriers)
SITES: Mapping[str, Site] = short_links.with_pages(
    {host: site for platform in _PLATFORMS for host, site in platform.SITES.items()}
)
SOCKETS: Mapping[str, Sequence[str]] = carriers.SOCKETS  # what is said to who opens a WebSocket
