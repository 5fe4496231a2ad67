"""New rules proposed from traffic in which an unknown wall appears; nothing is asked of anybody."""
