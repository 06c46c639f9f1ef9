"""vidol: from raw material to a live virtual streamer."""
