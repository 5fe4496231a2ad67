"""The proxy: the mitmproxy addon, what of TLS it opens, and the embedded master of ``unwall run``."""
