"""The engine: rules applied to URLs, pages and bodies. Pure, total, immutable after construction."""
