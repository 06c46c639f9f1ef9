"""How faces are trained. Needs torch."""
