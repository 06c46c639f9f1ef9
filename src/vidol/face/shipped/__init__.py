"""How the networks that come with vidol were trained. Users need none of it: see
vidol.face.generator for what they train.
"""
