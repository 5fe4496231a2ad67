"""Taking URLs apart without changing them, and judging where they lead."""
