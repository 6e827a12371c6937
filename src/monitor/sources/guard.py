"""Which network addresses may be fetched: public ones, and the private networks that the settings allow."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SETTING: Final = "policy.poll.allow_networks"

# `is_global` of the standard library calls these public although they lead into someone's private network.
_TUNNELS: Final[tuple[tuple[Network, str], ...]] = (
    (ipaddress.ip_network("64:ff9b::/96"), "a NAT64 address"),
    (ipaddress.ip_network("64:ff9b:1::/48"), "a NAT64 address"),
    (ipaddress.ip_network("2002::/16"), "a 6to4 address"),
    (ipaddress.ip_network("2001::/32"), "a Teredo address"),
    (ipaddress.ip_network("fec0::/10"), "a site-local address"),
    (ipaddress.ip_network("192.0.0.0/24"), "a reserved address"),
)
_CGNAT: Final = ipaddress.ip_network("100.64.0.0/10")


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """The settings' CIDR notations as networks."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def literal(host: str) -> str | None:
    """`host` if it is an IP address as it stands, else None (names, and numbers only a resolver understands)."""
    if not host[-1:].isdigit() and ":" not in host:
        return None
    try:
        return str(_address(host))
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _address(text: str) -> Address:
    return ipaddress.ip_address(text.partition("%")[0])


def refusal(text: str, allowed: Sequence[Network] = ()) -> str:
    """Why the address must not be connected to, in two or three words; "" if it may."""
    address = _plain(_address(text))
    if any(address in network for network in allowed if network.version == address.version):
        return ""
    return _kind_of_private(address)


def _plain(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _kind_of_private(address: Address) -> str:
    for network, name in _TUNNELS:
        if address in network:
            return name
    for test, name in (
        (address.is_loopback, "a loopback address"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_unspecified, "the unspecified address"),
        (address in _CGNAT, "a carrier-grade NAT address"),
        (address.is_private, "a private address"),
        (not address.is_global, "a reserved address"),
    ):
        if test:
            return name
    return ""


def explain(host: str, address: str, why: str) -> str:
    """The sentence a user reads when an address is refused: what, and which setting would allow it."""
    where = host if host == address else f"{host} ({address})"
    bits = 128 if ":" in address else 32
    return f"{where} is {why}, which is not fetched; to allow it, add {address}/{bits} to {SETTING}"
