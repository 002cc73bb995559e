"""Files: looked at before anybody sees them, shown by short-lived links, never as pages of ours."""

from __future__ import annotations

import re
import struct
import zlib

import httpx
import pytest

from ..product import Customer, Product, wait_until
from .files import looked_at, png, upload

BOXES = {"labels": [{"name": "car", "title": "Car", "shapes": ["box"]}], "attributes": [], "relations": []}


def fetch(product: Product, url: str) -> httpx.Response:
    """As an <img> on a page would: the link alone, no key."""
    return product.http.get(url)


def test_a_picture_is_looked_at_and_shown_by_a_signed_link(customer: Customer) -> None:
    content = png()
    asset = looked_at(customer, upload(customer, content)["id"])
    assert (asset["status"], asset["media_type"], asset["bytes"]) == ("ready", "image/png", len(content))
    assert (asset["facts"]["width"], asset["facts"]["height"]) == (8, 6)
    shown = fetch(customer.product, asset["url"])
    assert (shown.status_code, shown.content) == (200, content)
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["content-length"] == str(len(content))


def test_a_link_is_bound_to_its_path_customer_and_time(customer: Customer, rival: Customer) -> None:
    asset = looked_at(customer, upload(customer, png())["id"])
    other = looked_at(customer, upload(customer, png(9, 9))["id"])
    url = asset["url"]
    tampered = [
        url[:-1] + ("A" if url[-1] != "A" else "B"),
        url.replace(asset["id"], other["id"]),
        url.replace(customer.id, rival.id),
        re.sub(r"expires=(\d)", r"expires=9\1", url),
        re.sub(r"expires=\d+", "expires=1", url),
        re.sub(r"expires=\d+", "expires=soon", url),
        re.sub(r"&signature=[^&]*", "", url),
        re.sub(r"signature=[^&]*", "signature=", url),
    ]
    for each in tampered:
        refused = fetch(customer.product, each)
        assert refused.status_code in (400, 403, 404), each
        assert set(refused.json()) == {"error", "code", "field"}


def test_the_media_type_is_decided_by_the_bytes_and_not_by_who_sends_them(customer: Customer) -> None:
    asset = looked_at(customer, upload(customer, png(), name="page.html", media_type="text/html")["id"])
    assert asset["media_type"] == "image/png"


def bomb() -> bytes:
    """A PNG that says it is 20,000 pixels square: 1.2 GB in memory."""
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 60_001 * 200)
    chunks = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("script.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'),
        ("page.html", b"<!doctype html><script>alert(document.cookie)</script>"),
        ("cut.png", png()[:40]),
        ("named.png", b"\x00\x01\x02\xff\xfe not a picture" * 20),
        ("pickle.pkl", b"\x80\x04\x95\x0f\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94\x8c\x06system\x93\x94."),
        ("polyglot.gif", b"GIF89a/*" + b"\xff" * 30 + b"*/=alert(1);"),
        ("bomb.png", bomb()),
    ],
)
def test_hostile_files_are_never_shown_as_a_page_or_a_script(customer: Customer, name: str, content: bytes) -> None:
    asset = looked_at(customer, upload(customer, content, name)["id"])
    if asset["status"] == "rejected":
        assert asset["reason"]
        assert asset["url"] is None
        assert "/" not in asset["reason"].replace("/plain", ""), "no path of ours"
        return
    shown = fetch(customer.product, asset["url"])
    assert shown.headers["content-type"].partition(";")[0] in ("text/plain", "image/png", "image/gif")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "..\\..\\boot.ini", "x" * 150 + ".png", "<img src=x onerror=alert(1)>.png", "a%2fb"]
)
def test_file_names_are_only_names(customer: Customer, name: str) -> None:
    asset = upload(customer, png(), name)
    assert asset["name"] == name.replace("\\", "/").rpartition("/")[2]


@pytest.mark.parametrize("name", ["nul\x00byte", "line\r\nbreak", ""])
def test_names_with_control_characters_are_refused(customer: Customer, name: str) -> None:
    answer = customer.operator.ask("POST", "/assets", params={"name": name}, content=png())
    assert answer.status_code in (400, 422)


def test_an_empty_file_is_refused(customer: Customer) -> None:
    answer = customer.operator.ask("POST", "/assets", params={"name": "empty"}, content=b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_file")


def test_a_task_waits_for_its_file_and_fails_with_it(customer: Customer) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    good, bad = upload(customer, png()), upload(customer, b"\x00\xff\x00 nothing", "x.png")
    rows = [{"attachment": good["id"]}, {"attachment": bad["id"]}]
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, 201)
    started, failed = (item["id"] for item in made["items"])
    assert customer.wait_for_stage(started, "label")["assets"][0]["media_type"] == "image/png"
    wait_until(lambda: customer.task(failed)["status"] == "error")
    assert "rejected" in customer.task(failed)["error"]
    customer.wait_for_counts(project, label=1, error=1, done=1, ingest=0)
    claim = customer.caller("labeler").claim(project)
    assert fetch(customer.product, claim["assets"][0]["url"]).status_code == 200


def test_a_rivals_file_cannot_be_attached_or_seen(customer: Customer, rival: Customer) -> None:
    asset = looked_at(customer, upload(customer, png())["id"])
    rival.operator.get(f"/assets/{asset['id']}", 404)
    project = rival.make_project(modality="image.v1", ontology=BOXES)
    made = rival.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": asset["id"]}]}, 201)
    assert (made["created"], len(made["rejected"])) == (0, 1)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:{port}/readyz", "http://localhost:{port}/", "http://169.254.169.254/x"]
)
def test_an_attachment_inside_our_network_is_not_fetched(customer: Customer, address: str) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    url = address.format(port=customer.product.url.rpartition(":")[2])
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": url}]}, 201)
    task = made["items"][0]["id"]
    wait_until(lambda: customer.task(task)["status"] == "error")
    error = customer.task(task)["error"]
    assert "ok" not in error.split()
    assert "version" not in error


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "gopher://x/", "data:text/plain,x", "//evil/x", "\\\\host\\share"]
)
def test_other_schemes_of_attachments_are_refused(customer: Customer, address: str) -> None:
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    made = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"attachment": address}]}, 201)
    assert [each["field"] for each in made["rejected"]] == ["attachment"]


def test_the_same_bytes_are_stored_once_for_each_customer(customer: Customer, rival: Customer) -> None:
    content = png(11, 7)
    first, second, other = (upload(each, content) for each in (customer, customer, rival))
    assert first["sha256"] == second["sha256"] == other["sha256"]
    found = list((customer.product.folder / "data" / "objects").glob(f"customers/*/assets/{first['sha256']}"))
    assert len(found) == 2


def test_a_part_of_a_file_is_sent_to_who_asks_for_it(customer: Customer) -> None:
    content = png()
    asset = looked_at(customer, upload(customer, content)["id"])
    whole = fetch(customer.product, asset["url"])
    assert whole.headers["accept-ranges"] == "bytes"
    part = customer.product.http.get(asset["url"], headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, content[4:10])
    assert part.headers["content-range"] == f"bytes 4-9/{len(content)}"
    assert part.headers["etag"] == whole.headers["etag"]
    beyond = customer.product.http.get(asset["url"], headers={"Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond.json()["code"]) == (416, "bad_range")
