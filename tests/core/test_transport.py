"""Proxies and certificates of the environment: what concerns an endpoint is used, what cannot be is
a sentence.
"""

from __future__ import annotations

import httpx
import pytest

from vidol.core import transport
from vidol.core.errors import InputError
from vidol.core.transport import client, proxy_for, unreachable

WHERE = "https://llm.example.com/v1"
HTTP = "http://127.0.0.1:7890"
SOCKS = "socks5://127.0.0.1:7891"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """A machine that says nothing of proxies; names are set with it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)

    def says(**names):
        for name, value in names.items():
            monkeypatch.setenv(name, value)

    return says


async def opened(where=WHERE):
    """Whether a client can be made."""
    await client(where, connect=1, read=1).aclose()
    return True


@pytest.mark.parametrize(
    ("url", "names", "address", "setting"),
    [
        (WHERE, {}, None, None),
        (WHERE, {"HTTPS_PROXY": HTTP}, HTTP, "HTTPS_PROXY"),
        (WHERE, {"https_proxy": "127.0.0.1:7890"}, HTTP, "https_proxy"),
        (WHERE, {"HTTP_PROXY": HTTP}, None, None),
        (WHERE, {"ALL_PROXY": HTTP}, HTTP, "ALL_PROXY"),
        (WHERE, {"ALL_PROXY": SOCKS, "HTTPS_PROXY": HTTP}, HTTP, "HTTPS_PROXY"),
        ("http://llm.example.com/v1", {"HTTP_PROXY": HTTP}, HTTP, "HTTP_PROXY"),
        ("wss://chat.example.com/", {"HTTPS_PROXY": HTTP}, HTTP, "HTTPS_PROXY"),
        ("http://127.0.0.1:11434/v1", {"ALL_PROXY": SOCKS, "HTTP_PROXY": HTTP}, None, None),
        ("http://[::1]:11434/v1", {"ALL_PROXY": SOCKS}, None, None),
        ("ws://localhost:9000/", {"ALL_PROXY": SOCKS}, None, None),
    ],
)
def test_the_proxy_is_the_one_for_this_address(environment, url, names, address, setting):
    environment(**names)
    found = proxy_for(url)
    assert (found and found.address, found and found.setting) == (address, setting)


@pytest.mark.parametrize(
    ("exceptions", "url", "excepted"),
    [
        ("*", WHERE, True), ("example.com", WHERE, True), (".example.com", WHERE, True),
        ("*.example.com", WHERE, True), ("llm.example.com:443", WHERE, True),
        ("llm.example.com:8443", WHERE, False), ("ample.com", WHERE, False),
        ("LLM.Example.com.", WHERE, True), ("https://llm.example.com", WHERE, True),
        ("localhost,127.0.0.1,::1,fe80::/10", WHERE, False),
        ("localhost, 10.0.0.0/8", "http://10.1.2.3:11434/v1", True),
        ("192.168.1.7", "http://192.168.1.7/v1", True),
        ("192.168.1.7:8080", "http://192.168.1.7:8080/v1", True),
        ("192.168.1.7:8080", "http://192.168.1.7:8081/v1", False),
        ("fd00::/8", "http://[fd00::1]:80/v1", True), ("[fd00::1]", "http://[fd00::1]/v1", True),
        ("[fd00::1]:80", "http://[fd00::1]/v1", True), ("fe80::/10", "http://[fd00::1]/v1", False),
        ("10.0.0.0/8", "http://[fd00::1]/v1", False), (",, ;", WHERE, False), ("", WHERE, False),
        ("fe80::/10:::[", WHERE, False), ("1.2.3.4/99", WHERE, False),
    ],
)  # fmt: skip
async def test_what_no_proxy_excepts_is_asked_directly(environment, exceptions, url, excepted):
    environment(HTTP_PROXY=HTTP, HTTPS_PROXY=HTTP, NO_PROXY=exceptions)
    assert (proxy_for(url) is None) is excepted
    assert await opened(url)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"ALL_PROXY": SOCKS}, ("ALL_PROXY", "SOCKS", SOCKS, "NO_PROXY")),
        ({"all_proxy": "socks5h://me:secret@proxy:1"}, ("all_proxy", "socks5h://proxy:1")),
        ({"HTTPS_PROXY": "ftp://proxy:1"}, ("HTTPS_PROXY", "none that can be used")),
        ({"HTTPS_PROXY": "socks4://proxy:1"}, ("HTTPS_PROXY", "none that can be used")),
        ({"HTTPS_PROXY": "http://"}, ("HTTPS_PROXY", "none that can be used")),
        ({"HTTPS_PROXY": "http://[::1"}, ("HTTPS_PROXY", "none that can be used")),
        ({"HTTPS_PROXY": "http://proxy:99999"}, ("HTTPS_PROXY", "none that can be used")),
        ({"HTTPS_PROXY": "http://pro xy:1\x01"}, ("HTTPS_PROXY",)),
        ({"SSL_CERT_FILE": "/nonexistent.pem"}, ("SSL_CERT_FILE", "/nonexistent.pem")),
        ({"SSL_CERT_FILE": __file__}, ("SSL_CERT_FILE", "test_transport.py")),
        ({"SSL_CERT_FILE": "/"}, ("SSL_CERT_FILE",)),
        ({"SSLKEYLOGFILE": "/nonexistent/keys"}, ("SSLKEYLOGFILE", "/nonexistent/keys")),
    ],
)
async def test_what_cannot_be_used_is_one_sentence(environment, monkeypatch, names, words):
    monkeypatch.setattr(transport.importlib.util, "find_spec", lambda _: None)
    environment(**names)
    with pytest.raises(InputError) as refusal:
        await opened()
    sentence = str(refusal.value)
    assert all(word in sentence for word in words), sentence
    assert "secret" not in sentence and "\n" not in sentence


@pytest.mark.parametrize(
    "names",
    [{"ALL_PROXY": SOCKS}, {"SSL_CERT_FILE": "/nonexistent.pem"}, {"HTTPS_PROXY": "ftp://x"}],
)
async def test_what_does_not_concern_an_endpoint_is_not_read(environment, names):
    environment(**names)
    assert await opened("http://127.0.0.1:11434/v1")


async def test_a_local_name_needs_no_certificates(environment):
    environment(SSL_CERT_FILE="/nonexistent.pem")
    assert await opened("http://llm.example.com/v1")


@pytest.mark.parametrize(
    ("error", "names", "words"),
    [
        (httpx.ConnectError("All connection attempts failed"), {}, "is its server running"),
        (httpx.ConnectError("[Errno -2] Name or service not known"), {}, "no machine of that name"),
        (httpx.ConnectTimeout(""), {}, "in time"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed:"
                            " self-signed certificate (_ssl.c:1000)"), {}, "(self-signed"),
        (httpx.ProxyError("407 Proxy Authentication Required"),
         {"HTTPS_PROXY": "http://me:secret@proxy:1"}, "through the proxy http://proxy:1, which"),
    ],
)  # fmt: skip
def test_why_an_endpoint_cannot_be_reached(environment, error, names, words):
    environment(**names)
    told = unreachable(WHERE, error)
    assert words in told and "secret" not in told
