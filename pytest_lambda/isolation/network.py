"""
The network of an environment without a way to the internet: names resolve, connections beyond loopback time out.

Python's own sockets are held back, blocking ones and those of asyncio. Libraries that connect in C are not, nor are
datagrams, which nobody answers anyway.

Source: CFG-11
"""

from __future__ import annotations

import asyncio
import errno
import functools
import ipaddress
import os
import socket
import time
from asyncio import selector_events
from collections.abc import Callable
from typing import Any

__all__ = ["Network", "install_network"]

_KERNEL_TIMEOUT_SECONDS = 127.0
"""How long Linux tries to connect before it gives up. Assumed: Lambda's kernel has the usual six retries."""

_NOWHERE = "192.0.2.1"
_NOWHERE_6 = "2001:db8::1"
"""Addresses for documentation, which lead nowhere (RFC 5737, RFC 3849): what every name beyond loopback resolves to."""

_LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
_LOCAL_ZONES = (".localhost", ".localhost.localstack.cloud")
"""Names that everybody's resolver leads to loopback."""


class Network:
    """
    Whether an environment reaches beyond this machine; an aspect of its process state.

    Args:
        has_internet: if not, connections beyond loopback time out.
    """

    is_cut_off = False
    """Whether this holds for what runs now."""

    def __init__(self, has_internet: bool) -> None:
        self._is_cut_off = not has_internet
        self._outer = False

    def enter(self) -> None:
        self._outer = Network.is_cut_off
        Network.is_cut_off = self._is_cut_off

    def leave(self) -> None:
        Network.is_cut_off = self._outer


def _is_local(host: Any) -> bool:
    """Return whether *host*, a name or an address, is this machine."""
    text = os.fsdecode(host).lower().rstrip(".") if isinstance(host, (str, bytes)) else ""
    if text in ("", *_LOCAL_NAMES) or text == socket.gethostname().lower() or f".{text}".endswith(_LOCAL_ZONES):
        return True
    address = _address(text)
    return address is not None and (address.is_loopback or address.is_unspecified)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped if isinstance(mapped, ipaddress.IPv4Address) else address


def _is_refused(sock: socket.socket, address: Any) -> bool:
    return (
        Network.is_cut_off
        and sock.family in (socket.AF_INET, socket.AF_INET6)
        and sock.type == socket.SOCK_STREAM
        and isinstance(address, tuple)
        and not _is_local(address[0])
    )


def _time_out(timeout: float | None) -> TimeoutError:
    """
    Let the time pass that a connection is tried for, and return what it ends with.

    A socket that does not block would be told later: here its connection is over when it is begun.
    """
    if timeout and timeout < _KERNEL_TIMEOUT_SECONDS:
        time.sleep(timeout)
        return TimeoutError("timed out")
    time.sleep(_KERNEL_TIMEOUT_SECONDS)
    return TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def _connect(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def connect(self: socket.socket, address: Any, /) -> None:
        if _is_refused(self, address):
            raise _time_out(self.gettimeout())
        original(self, address)

    return connect


def _connect_ex(original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def connect_ex(self: socket.socket, address: Any, /) -> int:
        if _is_refused(self, address):
            return _time_out(self.gettimeout()).errno or errno.EWOULDBLOCK
        return original(self, address)

    return connect_ex


def _sock_connect(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap an event loop's ``sock_connect``: it waits in the loop, so that a timeout around it counts."""

    @functools.wraps(original)
    async def sock_connect(self: Any, sock: socket.socket, address: Any) -> None:
        if _is_refused(sock, address):
            await asyncio.sleep(_KERNEL_TIMEOUT_SECONDS)
            raise TimeoutError(errno.ETIMEDOUT, f"Connect call failed {address}")
        await original(self, sock, address)

    return sock_connect


def _getaddrinfo(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``getaddrinfo``: a name is resolved in a VPC too, to what cannot be reached."""

    @functools.wraps(original)
    def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        if Network.is_cut_off and host is not None and not _is_local(host) and _address(os.fsdecode(host)) is None:
            host = _NOWHERE_6 if family == socket.AF_INET6 else _NOWHERE
        return original(host, port, family, type, proto, flags)

    return getaddrinfo


def _gethostbyname(original: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(original)
    def gethostbyname(hostname: Any, /) -> str:
        if Network.is_cut_off and not _is_local(hostname) and _address(os.fsdecode(hostname)) is None:
            return _NOWHERE
        return original(hostname)

    return gethostbyname


def install_network() -> Callable[[], None]:
    """Hold connections back, for as long as any simulator is open; return what lets them go."""
    undo: list[tuple[Any, str, Any]] = []
    loop_class = selector_events.BaseSelectorEventLoop
    for owner, name, wrap in (
        (socket.socket, "connect", _connect),
        (socket.socket, "connect_ex", _connect_ex),
        (socket, "getaddrinfo", _getaddrinfo),
        (socket, "gethostbyname", _gethostbyname),
        (loop_class, "sock_connect", _sock_connect),
    ):
        undo.append((owner, name, vars(owner).get(name)))
        setattr(owner, name, wrap(getattr(owner, name)))

    def let_go() -> None:
        for owner, name, original in reversed(undo):
            if original is None:
                delattr(owner, name)
            else:
                setattr(owner, name, original)

    return let_go
