"""The audience: what viewers write on any platform, in one shape, and which of it she answers. See
docs/audience.md.

Inlets (vidol.audience.inlet) bring messages in, a supervisor keeps them running, and the inbox
decides by rules that are data. Nothing here performs: what is accepted is asked by
vidol.show.live.reception.
"""
