"""What a build makes besides copying Python: the native rasteriser and the caption fonts."""
