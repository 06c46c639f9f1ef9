"""A character on air: the clock, turns, and those who watch."""
