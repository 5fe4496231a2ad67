"""Asks servers where short links and tokens lead: the only part of unwall that goes out by itself."""
