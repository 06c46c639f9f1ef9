"""The HTTP client for endpoints: through which proxy, with which certificates, and what went wrong
in words.

Made only when something is to be sent (`client`), since it reads what the environment says of
proxies and certificates, and that can be wrong. Only what concerns the endpoint is read: a SOCKS
proxy that another address would need, or a list of exceptions with addresses of version 6, is no
trouble for it. Whom the machine may talk to is vidol.core.endpoints' to say.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from vidol.core.endpoints import is_loopback, origin
from vidol.core.errors import InputError

if TYPE_CHECKING:
    import httpx

CERTIFICATES: Final = "SSL_CERT_FILE"
_KEY_LOG: Final = "SSLKEYLOGFILE"  # what Python's ssl reads too
_WEB: Final = frozenset({"http", "https"})
_SOCKS: Final = frozenset({"socks5", "socks5h"})
_PORTS: Final = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_SCHEMES: Final = {"ws": "http", "wss": "https"}
_NAME_UNKNOWN: Final = re.compile(
    r"getaddrinfo|name or service|name resolution|nodename nor|no address associated", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy and the setting that names it."""

    address: str
    setting: str

    def __str__(self) -> str:
        """``http://127.0.0.1:7890, which HTTPS_PROXY names``: never its user or password."""
        return f"{_without_credentials(self.address)}, which {self.setting} names"


def client(where: str, *, connect: float, read: float) -> httpx.AsyncClient:
    """An HTTP client for an endpoint, to be used with vidol.core.endpoints' `headers`; time-outs
    are in seconds.

    It follows no redirects, so neither the key nor a conversation goes anywhere else, and asks no
    proxy for loopback. It asks for uncompressed answers: read them with ``aiter_raw``, by which a
    few bytes cannot become gigabytes.

    Raises InputError, one sentence, for a proxy or certificates that cannot be used.
    """
    import httpx

    proxy = proxy_for(where)
    try:
        return httpx.AsyncClient(
            headers={"User-Agent": "vidol", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(read, connect=connect),
            follow_redirects=False,
            trust_env=False,
            proxy=proxy.address if proxy else None,
            verify=_certificates(needed=_speaks_tls(where, proxy)),
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        if proxy is None:
            raise
        raise InputError(f"The proxy {proxy}, cannot be used ({error}).") from error


def proxy_for(url: str) -> Proxy | None:
    """The proxy through which a host is asked, by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY
    or the system's settings; None for loopback and where none is needed.

    NO_PROXY takes names, domains (``.example.com``), addresses, networks (``10.0.0.0/8``,
    ``fe80::/10``), each with a port or without, and ``*``.

    Raises InputError for a proxy that cannot be used.
    """
    from urllib.request import getproxies, getproxies_environment, proxy_bypass

    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    known = getproxies()
    scheme = _SCHEMES.get(parts.scheme, parts.scheme)
    address = known.get(scheme) or known.get("all")
    if not address or _is_excepted(parts, known.get("no", "")):
        return None
    if not getproxies_environment() and proxy_bypass(host):
        return None
    proxy = Proxy(address if "://" in address else f"http://{address}", _setting(scheme))
    _check(proxy, host)
    return proxy


def unreachable(where: str, error: Exception) -> str:
    """Why an endpoint cannot be reached, as a sentence without its full stop: the proxy, the
    certificate, the name, or a server that does not run.
    """
    import httpx

    place, said = origin(where), " ".join(str(error).split())[:200]
    if "CERTIFICATE_VERIFY_FAILED" in said or "certificate verify failed" in said:
        why = said.rpartition("certificate verify failed:")[2].partition(" (_ssl")[0].strip()
        return (
            f"the certificate of {place} is not trusted here ({why or 'it cannot be verified'});"
            f" {CERTIFICATES} can name a file of certificates that are"
        )
    proxy = _proxy(where)
    if proxy:
        return f"{place} cannot be reached through the proxy {proxy}{f' ({said})' if said else ''}"
    if isinstance(error, httpx.ConnectTimeout | TimeoutError):
        return f"{place} cannot be reached: it does not accept a connection in time"
    if _NAME_UNKNOWN.search(said):
        return f"{place} cannot be reached: no machine of that name is known here"
    return f"{place} cannot be reached; is its server running?"


def _proxy(where: str) -> Proxy | None:
    try:
        return proxy_for(where)
    except InputError:
        return None


def _speaks_tls(where: str, proxy: Proxy | None) -> bool:
    addresses = (where, proxy.address if proxy else "")
    return any(urlsplit(address).scheme == "https" for address in addresses)


def _certificates(*, needed: bool) -> ssl.SSLContext:
    """Which servers are trusted: those that the environment names, else certifi's; nobody where
    none is `needed`, without reading any.
    """
    import httpx

    if not needed:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # no file, none that can be read, or no certificates in it
        log = os.environ.get(_KEY_LOG, "")
        if log and not _can_be_written(log):
            raise InputError(
                f"The keys of connections cannot be written to '{log[:200]}', which {_KEY_LOG}"
                f" names; correct {_KEY_LOG} or unset it."
            ) from error
        named = os.environ.get(CERTIFICATES, "")
        if not named:
            raise
        raise InputError(
            f"The certificates in '{named[:200]}', which {CERTIFICATES} names, cannot be read"
            f" ({error.strerror or error}); correct {CERTIFICATES} or unset it."
        ) from error


def _can_be_written(path: str) -> bool:
    try:
        with Path(path).open("ab"):
            return True
    except OSError:
        return False


def _setting(scheme: str) -> str:
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper(), "all_proxy", "ALL_PROXY")
    return next((name for name in names if os.environ.get(name)), "the system's settings")


def _check(proxy: Proxy, host: str) -> None:
    try:
        parts = urlsplit(proxy.address)
        usable = bool(parts.hostname) and parts.scheme in _WEB | _SOCKS
        usable = usable and parts.port != 0
    except ValueError:
        usable, parts = False, urlsplit("")
    if not usable:
        raise InputError(
            f"The proxy {proxy}, is none that can be used; write it as in http://127.0.0.1:7890."
        )
    if parts.scheme in _SOCKS and importlib.util.find_spec("socksio") is None:
        raise InputError(
            f"The proxy {proxy}, speaks SOCKS, which needs the package socksio; install it beside"
            f" vidol, or give HTTPS_PROXY an http:// address (most proxies have one), or except"
            f" {host} by NO_PROXY."
        )


def _is_excepted(parts: SplitResult, exceptions: str) -> bool:
    """Whether NO_PROXY names the host of a URL."""
    host, port = (parts.hostname or "").rstrip("."), _port(parts)
    entries = re.split(r"[\s,;]+", exceptions.casefold())
    return any(_names(entry, host, port) for entry in entries if entry)


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _names(entry: str, host: str, port: int | None) -> bool:
    if entry == "*":
        return True
    entry = entry.rpartition("://")[2]
    network = _network(entry.strip("[]"))
    if network is not None:
        return _is_in(host, network)
    name, colon, its_port = entry.rpartition(":")
    if colon and its_port.isdecimal():
        return port == int(its_port) and _names(name, host, port)
    domain = entry.lstrip("*").lstrip(".").rstrip(".")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _network(text: str) -> Any:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _is_in(host: str, network: Any) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]) in network
    except (ValueError, TypeError):
        return False


def _without_credentials(address: str) -> str:
    scheme, mark, rest = address.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"[:100]
