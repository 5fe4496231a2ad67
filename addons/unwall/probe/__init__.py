"""Does a link open, and for whom: links asked for as each client would ask, step by step, with evidence."""
