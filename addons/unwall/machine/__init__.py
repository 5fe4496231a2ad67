"""The machine we run on, beyond our own folders: what it holds of ours, how that is put in and taken out."""
