"""Readers: each makes Grids out of one kind of source."""
