"""How near generated pictures come to real ones: the mathematics on features, free of torch, and
one report of all of it.

Features are (N, D) arrays, one row a picture, from an extractor of
`vidol.training.pictures.extractors`. Every function here is deterministic: what is random is drawn
from a seed that is an argument. Distances between two sets have a floor that is not zero, what one
real set is away from another of the same size; `report.measure` always gives it beside the number.
"""
