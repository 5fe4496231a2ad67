"""The web page of a running proxy: paste what was shared and open it, see what is done and switch it."""
