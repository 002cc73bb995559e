"""The one door out, tried with everything that has opened such doors elsewhere."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from goldsmith.errors import InvalidError
from goldsmith.ports.egress import AllowList, Egress, EgressError, Fetched
from goldsmith.ports.egress.vetting import is_public

PUBLIC = "93.184.216.34"


class Server:
    """A small HTTP server that keeps every request and answers by path."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.answers: dict[bytes, bytes] = {}
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
            )
            self.requests.append(head + await reader.readexactly(length))
            await self._answer(head.split(b" ")[1], writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: bytes, writer: asyncio.StreamWriter) -> None:
        if path == b"/endless":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not writer.is_closing():
                writer.write(b"x" * 65536)
                await writer.drain()
        elif path == b"/silent":
            await asyncio.sleep(60)
        elif path == b"/drip":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)
        else:
            writer.write(self.answers.get(path, answer(200, b"hello")))
            await writer.drain()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def answer(status: int, body: bytes = b"", *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 %d Any" % status, b"Content-Length: %d" % len(body), *headers, b"", body]
    return b"\r\n".join(lines)


async def started(server: Server, tls: ssl.SSLContext | None = None) -> asyncio.Server:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    return listening


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    fresh = Server()
    listening = await started(fresh)
    yield fresh
    listening.close()


@pytest.fixture
def door(server: Server) -> Egress:
    return Egress(allow=[f"127.0.0.1:{server.port}"])


async def fetch(door: Egress, url: str, **options: object) -> Fetched:
    bounds: dict[str, object] = {"max_bytes": 100_000, "seconds": 10, **options}
    return await door.fetch(url, **bounds)  # type: ignore[arg-type]


def resolving(*answers: Sequence[str]) -> tuple[list[str], object]:
    """A resolver that gives the next answer each time it is asked, and the list of what it was asked."""
    asked: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return asked, resolver


LOOPBACK_SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "127.0.0.1.",    "localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "127.255.255.254", "①②⑦.⓪.⓪.①",
    "127。0。0。1", "%31%32%37.0.0.1", "127.0.0.1%00.example.com", "[::1%25lo]",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS)
async def test_no_spelling_of_loopback_gets_a_packet_through(server: Server, host: str) -> None:
    with pytest.raises(EgressError):
        await fetch(Egress(), server.url(host=host))
    assert server.connections == 0


INSIDE = [
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "0.1.2.3", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
    "2001:db8::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::", "2001::1",
    "2606:4700::5efe:10.0.0.1",
    "::10.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


NOT_WEB_ADDRESSES = [
    "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://example.com/", "dict://127.0.0.1:11211/", "jar:http://x!/",
    "unix:///run/x", "data:text/plain,hi", "\\\\host\\share", "//127.0.0.1/", "/etc/passwd", "", "http://", "http:///x",
    "https://:443/", "ws://example.com", "http://user:secret@example.com/", "http://a b/", "http://x\r\ny/",
    "http://[::1", "http://x:99999/", "http://x:0/", "http://x:-1/",
    "http://" + "a" * 9000, "http://" + "a" * 300, "http://\udcff/",
    "http://\udcff.com/", "HTTP+UNIX://x", "javascript:alert(1)", "http://a%00b/", "http://a\0b/",
]  # fmt: skip


@pytest.mark.parametrize("url", NOT_WEB_ADDRESSES)
async def test_what_is_not_a_web_address_is_refused(url: str) -> None:
    asked, resolver = resolving([PUBLIC])
    with pytest.raises(EgressError) as caught:
        await fetch(Egress(resolver=resolver), url)  # type: ignore[arg-type]
    assert (caught.value.status, caught.value.code) == (422, "bad_url")
    assert asked == []


async def test_an_allowed_address_answers(server: Server, door: Egress) -> None:
    server.answers[b"/a?b=%20c"] = answer(201, b"made", b"X-Kind: Gold")
    fetched = await fetch(door, server.url("/a?b=%20c#fragment"))
    assert (fetched.status, fetched.body, fetched.headers["x-kind"]) == (201, b"made", "Gold")


async def test_a_body_and_headers_go_out_and_nothing_else_does(
    server: Server, door: Egress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    await fetch(door, server.url("/hook"), method="POST", headers={"Webhook-Id": "1"}, body=b"{}")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:]}
    assert names == {b"host", b"user-agent", b"accept", b"accept-encoding", b"content-length", b"webhook-id"}
    assert (head.split(b"\r\n")[0], body) == (b"POST /hook HTTP/1.1", b"{}")


async def test_an_allowed_port_opens_no_other_port(server: Server) -> None:
    with pytest.raises(EgressError):
        await fetch(Egress(allow=[f"127.0.0.1:{server.port + 1}"]), server.url())
    assert server.connections == 0


async def test_offline_shuts_the_door_even_for_allowed_addresses(server: Server) -> None:
    with pytest.raises(EgressError) as caught:
        await fetch(Egress(allow=["127.0.0.0/8"], offline=True), server.url())
    assert caught.value.code == "offline"
    assert server.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_loopback_is_not_followed(server: Server, status: int) -> None:
    victim = Server()
    listening = await started(victim)
    server.answers[b"/"] = answer(status, b"", f"Location: {victim.url()}".encode())
    with pytest.raises(EgressError) as caught:
        await fetch(Egress(allow=[f"127.0.0.1:{server.port}"]), server.url())
    assert caught.value.code == "not_public"
    assert victim.connections == 0
    listening.close()


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "gopher://x/", "http://[bad", "http://user:pw@127.0.0.1/", "\x01"]
)
async def test_a_redirect_to_something_else_is_refused(server: Server, door: Egress, location: str) -> None:
    server.answers[b"/"] = answer(302, b"", b"Location: " + location.encode())
    with pytest.raises(EgressError):
        await fetch(door, server.url())


async def test_a_relative_redirect_keeps_the_secret_and_a_foreign_one_drops_it(server: Server) -> None:
    other = Server()
    listening = await started(other)
    server.answers[b"/"] = answer(307, b"", b"Location: /next")
    server.answers[b"/next"] = answer(307, b"", f"Location: {other.url('/end')}".encode())
    door = Egress(allow=["127.0.0.1"])
    headers = {
        "Authorization": "Bearer live_secret",
        "X-Api-Key": "secret",
        "Cookie": "a=secret",
        "Content-Type": "text/x",
    }
    fetched = await fetch(door, server.url(), method="POST", body=b"payload", headers=headers)
    assert (fetched.url, fetched.body) == (other.url("/end"), b"hello")
    assert server.requests[1].count(b"secret") == 3
    assert b"secret" not in other.requests[0]
    assert other.requests[0].endswith(b"payload")
    assert f"host: 127.0.0.1:{other.port}".encode() in other.requests[0].lower()
    listening.close()


async def test_a_post_that_is_sent_elsewhere_by_303_becomes_a_get_without_its_body(
    server: Server, door: Egress
) -> None:
    server.answers[b"/"] = answer(303, b"", b"Location: /seen")
    await fetch(door, server.url(), method="POST", body=b"payload")
    assert server.requests[1].startswith(b"GET /seen")
    assert b"payload" not in server.requests[1]


async def test_endless_redirects_end(server: Server, door: Egress) -> None:
    server.answers[b"/"] = answer(302, b"", b"Location: /")
    with pytest.raises(EgressError) as caught:
        await fetch(door, server.url())
    assert caught.value.code == "too_many_redirects"
    assert len(server.requests) == 6


async def test_redirects_can_be_left_to_the_caller(server: Server, door: Egress) -> None:
    server.answers[b"/"] = answer(302, b"", b"Location: /")
    assert (await fetch(door, server.url(), redirects=0)).status == 302


async def test_a_name_that_changes_its_address_is_connected_to_the_checked_one(server: Server) -> None:
    asked, resolver = resolving(["127.0.0.1"], ["10.9.9.9"])
    door = Egress(allow=["127.0.0.0/8"], resolver=resolver)  # type: ignore[arg-type]
    await fetch(door, server.url("/", host="rebind.example"))
    assert asked == ["rebind.example"]
    assert f"host: rebind.example:{server.port}".encode() in server.requests[0].lower()


async def test_a_name_that_turns_private_between_two_requests_is_refused(server: Server) -> None:
    server.answers[b"/"] = answer(302, b"", b"Location: /again")
    asked, resolver = resolving(["127.0.0.1"], ["127.0.0.2"])
    door = Egress(allow=["127.0.0.1"], resolver=resolver)  # type: ignore[arg-type]
    with pytest.raises(EgressError):
        await fetch(door, server.url("/", host="rebind.example"))
    assert (len(asked), server.connections) == (2, 1)


async def test_one_private_address_among_public_ones_spoils_the_name(server: Server) -> None:
    _, resolver = resolving([PUBLIC, "127.0.0.1"])
    with pytest.raises(EgressError) as caught:
        await fetch(Egress(resolver=resolver), server.url("/", host="mixed.example"))  # type: ignore[arg-type]
    assert caught.value.code == "not_public"
    assert server.connections == 0


async def test_the_next_address_is_tried_when_the_first_does_not_answer(server: Server) -> None:
    _, resolver = resolving(["127.0.0.9", "127.0.0.1"])
    door = Egress(allow=["two.example"], resolver=resolver)  # type: ignore[arg-type]
    assert (await fetch(door, server.url("/", host="two.example"))).status == 200


async def test_a_large_answer_is_cut_off(server: Server, door: Egress) -> None:
    server.answers[b"/declared"] = answer(200, b"x" * 2000)
    for path in ("/endless", "/declared"):
        with pytest.raises(EgressError) as caught:
            await fetch(door, server.url(path), max_bytes=1000)
        assert caught.value.code == "too_large"
    assert len((await fetch(door, server.url("/declared"), max_bytes=2000)).body) == 2000


@pytest.mark.parametrize("path", ["/silent", "/drip"])
async def test_a_slow_answer_is_cut_off(server: Server, door: Egress, path: str) -> None:
    with pytest.raises(EgressError) as caught:
        await fetch(door, server.url(path), seconds=0.3)
    assert caught.value.code == "egress_timeout"


async def test_a_large_answer_can_be_read_in_pieces(server: Server, door: Egress) -> None:
    server.answers[b"/"] = answer(200, b"x" * 500_000)
    async with door.open(server.url(), max_bytes=1_000_000, seconds=10) as opened:
        sizes = [len(chunk) async for chunk in opened.chunks]
    assert sum(sizes) == 500_000
    assert len(sizes) > 1


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.2 secret banner\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nsecret",
        b"",
        b"-ERR secret\r\n",
    ],
)
async def test_an_error_never_repeats_what_the_other_side_said(server: Server, door: Egress, raw: bytes) -> None:
    server.answers[b"/"] = raw
    with pytest.raises(EgressError) as caught:
        await fetch(door, server.url())
    assert caught.value.status == 422
    assert "secret" not in caught.value.message


async def test_a_closed_port_says_only_that_nothing_answers() -> None:
    with pytest.raises(EgressError, match="Nothing answers"):
        await fetch(Egress(allow=["127.0.0.1"]), "http://127.0.0.1:1/")


async def test_a_header_cannot_smuggle_another(server: Server, door: Egress) -> None:
    with pytest.raises(EgressError):
        await fetch(door, server.url(), headers={"X-A": "b\r\nX-C: d"})
    assert all(b"X-C" not in request for request in server.requests)


async def test_a_compressed_bomb_is_not_unfolded(server: Server, door: Egress) -> None:
    server.answers[b"/"] = answer(200, b"\x1f\x8b bomb", b"Content-Encoding: gzip")
    fetched = await fetch(door, server.url())
    assert fetched.body == b"\x1f\x8b bomb"
    assert b"accept-encoding: identity" in server.requests[0].lower()


async def test_tls_is_checked_against_the_name_in_the_address(tmp_path: Path) -> None:
    serving, trusting = certificate_for("safe.example", tmp_path)
    server = Server()
    listening = await started(server, serving)
    _, resolver = resolving(["127.0.0.1"])
    allow = ["127.0.0.1"]
    url = f"https://safe.example:{server.port}/"
    trusted = Egress(allow=allow, resolver=resolver, ssl_context=trusting)  # type: ignore[arg-type]
    assert (await fetch(trusted, url)).body == b"hello"
    with pytest.raises(EgressError):
        await fetch(trusted, url.replace("safe", "other"))
    with pytest.raises(EgressError):
        await fetch(Egress(allow=allow, resolver=resolver), url)  # type: ignore[arg-type]
    assert len(server.requests) == 1
    listening.close()


@pytest.mark.parametrize("entry", ["", "a b", "http://x", "x/y", "x:99999", "10.0.0.0/99", "user@host"])
def test_a_wrong_allow_list_entry_is_named(entry: str) -> None:
    with pytest.raises(InvalidError, match="allow-list"):
        AllowList([entry])


@pytest.mark.parametrize(
    ("entry", "host", "address", "port", "admitted"),
    [
        ("10.0.0.0/8", "x", "10.2.3.4", 80, True),
        ("10.0.0.0/8", "x", "11.2.3.4", 80, True),
        ("10.0.0.0/8", "x", "192.168.0.1", 80, False),
        ("10.0.0.1:81", "x", "10.0.0.1", 80, False),
        ("models.internal", "MODELS.internal.", "10.0.0.1", 80, True),
        ("models.internal:9000", "models.internal", "10.0.0.1", 9001, False),
        ("models.internal", "models.internal.evil.example", "10.0.0.1", 80, False),
        ("[::1]:80", "x", "::1", 80, True),
        ("fd00::/8", "x", "10.0.0.1", 80, False),
        ("10.0.0.0/8", "x", "::ffff:10.0.0.1", 80, True),
    ],
)
def test_the_allow_list_admits_what_it_names(entry: str, host: str, address: str, port: int, admitted: bool) -> None:
    assert AllowList([entry]).admits(host, address, port) is admitted


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A self-signed certificate: the context that serves it and the one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("192.0.2.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    path = folder / "server.pem"
    path.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(path)
    return serving, ssl.create_default_context(cadata=pem.decode())
