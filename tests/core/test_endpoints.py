"""Whose machine an address is."""

from __future__ import annotations

import pytest

from vidol.core.endpoints import is_loopback


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"]
)
def test_this_machine_is_known_by_its_names(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "192.168.1.2", "127.0.0.1.example.com", "localhost.example.com", "127.1"],
)
def test_other_machines_are_not_taken_for_it(host):
    assert not is_loopback(host)
