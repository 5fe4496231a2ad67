"""``mitmdump -s addons/unwall_addon.py``: unwall inside a mitmproxy of one's own."""

from unwall.proxy.addon import UnwallAddon

addons = [UnwallAddon()]
