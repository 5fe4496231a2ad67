"""Lists of other tools, read into rules and written from them."""
