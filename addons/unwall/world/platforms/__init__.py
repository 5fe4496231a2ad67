"""The fake platforms by their host names."""

from collections.abc import Mapping

from unwall.world.exchange import Site
from unwall.world.platforms import bytedance, qq, reading, shops, short_links, taobao, wechat, world_wide

SITES: Mapping[str, Site] = {
    host: site
    for platform in (wechat, qq, taobao, bytedance, shops, reading, world_wide, short_links)
    for host, site in platform.SITES.items()
}
