"""A browser window of its own through the proxy: found, given our CA, started, and gone without a trace."""
