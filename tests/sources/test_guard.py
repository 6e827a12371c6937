"""Which network addresses may be fetched."""

from __future__ import annotations

import pytest

from monitor.sources.guard import SETTING, explain, literal, networks, refusal


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "192.0.0.8", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "64:ff9b::a00:1",
        "64:ff9b:1::1", "2002:a00:1::1", "2001:0:a00:1::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_private_and_special_addresses_are_refused_by_name(address: str) -> None:
    assert refusal(address).startswith(("a ", "the "))


@pytest.mark.parametrize("address", ["8.8.8.8", "203.248.252.2", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert refusal(address) == ""


def test_an_allowed_network_is_allowed_and_its_neighbours_are_not() -> None:
    allowed = networks(["10.1.0.0/16", "::1/128"])
    assert [refusal(a, allowed) for a in ("10.1.2.3", "::1", "::ffff:10.1.2.3")] == ["", "", ""]
    assert refusal("10.2.0.1", allowed) == "a private address"


def test_only_plain_addresses_are_taken_literally() -> None:
    assert literal("10.0.0.1") == "10.0.0.1"
    assert literal("2130706433") is None
    assert literal("paper.example") is None


def test_the_refusal_says_which_setting_to_change_and_to_what() -> None:
    sentence = explain("paper.example", "10.0.0.1", "a private address")
    assert SETTING == "policy.poll.allow_networks"
    assert sentence.endswith("to allow it, add 10.0.0.1/32 to policy.poll.allow_networks")
