"""What is known about walls, as data: reading, checking and finding rules."""
