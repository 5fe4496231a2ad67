"""Makes a log to practise on: a client goes through the fake platforms of ``make demo``, offline.

python examples/researchers/collect.py LOG.db
"""

import re
import ssl
import sys
from functools import partial
from pathlib import Path

import httpx

from unwall.world.platforms import wechat
from unwall.world.proxied import Proxy, unwall_run
from unwall.world.server import World
from unwall.world.walls import WALLS, WECHAT_AGENT

LINK = re.compile(r'<a [^>]*href="(https?://[^"]+)"')
DOCUMENT = {"accept": "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
STOPPED = [
    wechat.TAOBAO.page,
    wechat.DEALS.page,
    wechat.TOUTIAO.page,
    wechat.FEISHU.page,
]  # as WeChat leads there


def collect(log: Path) -> int:
    """Visits every start page and what it links to, then WeChat's stop pages; gives the number of visits."""
    with World() as world, Proxy(world, command=partial(unwall_run, log=log)) as proxy:
        trust = ssl.create_default_context(cafile=proxy.ca_pem)
        trust.load_verify_locations(world.ca_pem)  # hosts that no rule names are not decrypted
        address = f"http://127.0.0.1:{proxy.port}"
        with httpx.Client(proxy=address, verify=trust, headers=DOCUMENT, trust_env=False) as client:
            visits = 0
            for wall in WALLS:
                agent = {
                    "user-agent": wall.agent or "Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537.36"
                }
                page = client.get(wall.start, headers=agent)
                links = LINK.findall(page.text.replace("&amp;", "&"))
                visits += 1 + len([client.get(link, headers=agent) for link in links])
            for stop in STOPPED:
                client.get(stop, headers={"user-agent": WECHAT_AGENT})
                visits += 1
    return visits


if __name__ == "__main__":
    print(f"{collect(Path(sys.argv[1]).absolute())} visits logged in {sys.argv[1]}")
