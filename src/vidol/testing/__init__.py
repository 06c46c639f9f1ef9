"""For those who build on vidol: small organs that do the real thing, and checks of every protocol.

A plug-in's own tests take from here what they need beside their own part::

    from vidol.testing import check_plugin, check_voice, material

    def test_my_voice():
        check_plugin(MyVoice)
        check_voice(MyVoice(material(MySettings(pitch=200))))

The fakes are deterministic and cost next to nothing. The checks are the ones that vidol's own
organs pass; each raises AssertionError with one sentence that says which promise was broken.
"""

from __future__ import annotations

from vidol.testing.conformance import check_face, check_mind, check_voice
from vidol.testing.inlets import ScriptedInlet, check_inlet
from vidol.testing.organs import EchoMind, PlainFace, ToneVoice
from vidol.testing.parts import check_plugin, material
from vidol.testing.stores import check_store

__all__ = [
    "EchoMind",
    "PlainFace",
    "ScriptedInlet",
    "ToneVoice",
    "check_face",
    "check_inlet",
    "check_mind",
    "check_plugin",
    "check_store",
    "check_voice",
    "material",
]
