"""Plug-ins: found by entry point, named in errors, pinned by VIDOL_PLUGINS; one that breaks leaves
the others alone.
"""

from __future__ import annotations

import pytest

from vidol.core import plugins
from vidol.core.errors import InputError


def test_built_ins_come_through_the_same_hook() -> None:
    for kind in plugins.KINDS.keys() - {"body"}:
        group = plugins.group_of(kind)
        assert all(plugin.package == "vidol" for plugin in plugins.find(group).values())
        assert plugins.find(group)
    assert all(
        not report.problem for report in plugins.survey() if report.plugin.package == "vidol"
    )


def test_a_package_brings_a_voice(package) -> None:
    package("acme-voice", "[vidol.voices]\nacme = acme_voice:Acme\n", "class Acme: ...")
    plugin = plugins.find("vidol.voices")["acme"]
    assert (plugin.package, plugin.version, plugin.target) == (
        "acme-voice",
        "2.5",
        "acme_voice:Acme",
    )
    assert plugins.load("vidol.voices", "acme").__name__ == "Acme"


def test_a_group_that_nobody_knows_is_a_kind_of_parts(package) -> None:
    points = (
        "[vidol.pets]\ncat = acme:Cat\n[vidol.stages]\nbig = acme:Cat\n"
        "[vidol.knowledges]\nx = y:Z\n"
    )
    assert "pet" not in plugins.kinds()
    package("acme", points + "[vidol.Odd-things]\nx = y:Z\n", "class Cat: ...")
    assert set(plugins.kinds()) == {*plugins.KINDS, "pet"}
    assert plugins.group_of("pet") == "vidol.pets"
    assert plugins.load("vidol.pets", "cat").__name__ == "Cat"
    for kind in plugins.kinds():
        assert plugins.kind_of(plugins.group_of(kind)) == kind
    assert [r.plugin.name for r in plugins.survey() if r.plugin.group == "vidol.pets"] == ["cat"]
    with pytest.raises(InputError, match="No hat named 'top' is installed; installed: nothing"):
        plugins.load("vidol.hats", "top")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        InputError, match=r"No voice named 'embeded' is installed; did you mean 'embedded'\?"
    ):
        plugins.load("vidol.voices", "embeded")
    with pytest.raises(InputError, match="installed: embedded"):
        plugins.load("vidol.voices", "zzz")
    with pytest.raises(InputError, match="not a group"):
        plugins.find("vidol.hats")


@pytest.mark.parametrize(
    "source", ["import nonexistent_library", "raise RuntimeError('no\\nluck')", "Acme = ", ""]
)
def test_a_broken_package_is_named_and_the_others_go_on(package, source) -> None:
    package("acme-voice", "[vidol.voices]\nacme = acme_voice:Acme\n", source)
    with pytest.raises(
        InputError, match=r"acme-voice 2\.5 cannot be loaded: \w+Error: .+"
    ) as caught:
        plugins.load("vidol.voices", "acme")
    assert "\n" not in str(caught.value)
    reports = {report.plugin.name: report.problem for report in plugins.survey()}
    assert reports["acme"]
    assert reports["embedded"] == ""


def test_vidols_own_names_cannot_be_taken(package) -> None:
    package("acme-voice", "[vidol.voices]\nembedded = acme_voice:Acme\n", "class Acme: ...")
    assert plugins.find("vidol.voices")["embedded"].package == "vidol"
    assert any(
        report.plugin.package == "acme-voice" and "belongs to vidol" in report.problem
        for report in plugins.survey()
    )


def test_the_environment_pins_whose_plugins_load(package, monkeypatch) -> None:
    package("acme-voice", "[vidol.voices]\nacme = acme_voice:Acme\n", "class Acme: ...")
    package("zulu-voice", "[vidol.voices]\nzulu = zulu_voice:Zulu\n", "class Zulu: ...")
    assert {"embedded", "acme", "zulu"} <= plugins.find("vidol.voices").keys()
    monkeypatch.setenv(plugins.PIN, "Acme_Voice")
    assert "acme" in plugins.find("vidol.voices")
    assert "zulu" not in plugins.find("vidol.voices")
    monkeypatch.setenv(plugins.PIN, "")
    assert plugins.find("vidol.voices").keys() == {"embedded"}
    with pytest.raises(InputError, match=plugins.PIN):
        plugins.load("vidol.voices", "acme")
