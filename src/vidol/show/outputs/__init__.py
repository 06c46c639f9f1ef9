"""Where a performance goes: one file an output."""
