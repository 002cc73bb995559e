"""Files in buckets of the customer's own: read with its credentials and no others, from a real S3 server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from scaleapi.exceptions import ScaleInvalidRequest
from scaleapi.tasks import TaskType

from goldsmith.compat.scale import connect
from goldsmith.ids import parse_id, show_id

from ..conftest import Own
from ..nanio_server import KEYS, serve_nanio
from ..product import RECEIVERS, Customer, wait_until
from .files import png

BOXES = {"labels": [{"name": "car", "title": "Car", "shapes": ["box"]}], "attributes": [], "relations": []}
COWS = {"geometries": {"box": {"objects_to_annotate": ["Cow"], "min_height": 1, "min_width": 1}}}
WRONG = {"access_key_id": "tester", "secret_access_key": "not-the-right-one-1111111111111111"}
MISSING = "There is no such object in the bucket, or no such bucket."
ODD_NAMES = ["cat.jpg", "Fotos/Küche 猫.png", "100% a+b.png", "q?x=1.png", "h#1.png", "~x*(1)'.png"]


def service_account() -> dict[str, str]:
    """The key file of a service account that nobody has."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {"type": "service_account", "client_email": "reader@x.iam", "private_key": pem}


class Store:
    """A folder that is served as S3, with one bucket of its own for each test."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self._folder, self.endpoint = folder, endpoint
        self.name = f"photos-{uuid4().hex[:12]}"
        (folder / self.name).mkdir()

    def put(self, key: str, content: bytes) -> str:
        path = self._folder / self.name / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return f"s3://{self.name}/{key}"

    def asked(self, **changed: Any) -> dict[str, Any]:
        """What registers this bucket."""
        plain = {"provider": "s3", "name": self.name, "endpoint": self.endpoint, "credentials": KEYS}
        return {**plain, **changed}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("s3")
    with serve_nanio(folder, RECEIVERS) as endpoint:
        yield folder, endpoint


@pytest.fixture
def store(served: tuple[Path, str]) -> Store:
    return Store(*served)


def register(customer: Customer, asked: dict[str, Any]) -> Any:
    return customer.operator.post("/buckets", asked, expect=201)


def send(customer: Customer, reference: str, **row: Any) -> Any:
    """Make a task of a reference; what the server says of the row."""
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    rows = [{"attachment": reference, **row}]
    return customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, expect=201)


def asset_of(customer: Customer, sent: Any) -> Any:
    """The asset of the one task that was made, once it was looked at."""
    task_id = sent["items"][0]["id"]

    def find() -> Any:
        [row] = customer.rows(
            "select a.* from asset a join task_asset x on x.asset_id = a.id where x.task_id = $1",
            parse_id("task", task_id),
        )
        return row if row["status"] != "pending" else None

    return wait_until(find)


def reason_of(customer: Customer, sent: Any) -> str:
    asset = asset_of(customer, sent)
    assert asset["status"] == "rejected"
    return str(asset["reason"])


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_task_takes_its_file_from_the_customers_bucket(customer: Customer, store: Store, name: str) -> None:
    register(customer, store.asked())
    reference = store.put(name, png())
    sent = send(customer, reference)
    asset = asset_of(customer, sent)
    assert (asset["status"], asset["media_type"], asset["source_url"]) == ("ready", "image/png", reference)
    assert asset["name"] == name.rpartition("/")[2]
    task = customer.wait_for_stage(sent["items"][0]["id"], "label")
    assert task["content"]["attachment"] == reference


def test_the_address_that_was_signed_is_kept_nowhere(customer: Customer, store: Store) -> None:
    made = register(customer, store.asked())
    sent = send(customer, store.put("cat.png", png()))
    asset_id = show_id("asset", asset_of(customer, sent)["id"])
    customer.operator.post(f"/buckets/{made['id']}/check", {"key": "cat.png"})
    told = [
        *(customer.operator.ask("GET", path).text for path in ("/buckets", "/events", f"/assets/{asset_id}")),
        str(customer.task(sent["items"][0]["id"])),
        str([dict(row) for row in customer.rows("select * from event")]),
        str([dict(row) for row in customer.rows("select * from asset")]),
        str([dict(row) for row in customer.rows("select * from bucket")]),
        (customer.product.folder / "product.log").read_text(errors="replace"),
        str(made),
    ]
    for text in told:
        for secret in (KEYS["secret_access_key"], "X-Amz-Signature", "X-Amz-Credential"):
            assert secret not in text


def test_an_import_reads_from_the_bucket_too(customer: Customer, store: Store) -> None:
    register(customer, store.asked())
    project = customer.make_project(modality="image.v1", ontology=BOXES)
    lines = f'{{"attachment": "{store.put("cat.png", png())}"}}\n{{"attachment": "s3://not-mine/cat.png"}}\n'.encode()
    made = customer.operator.post(f"/projects/{project}/imports", {"name": "x", "format": "jsonl"}, 201)
    put = customer.operator.ask(
        "PATCH", f"/imports/{made['id']}/content", content=lines, headers={"Upload-Offset": "0"}
    )
    assert put.status_code < 300, put.text
    customer.operator.post(f"/imports/{made['id']}/start", expect=202)
    customer.wait_for_counts(project, tasks=1, label=1)
    [reject] = customer.operator.get(f"/imports/{made['id']}/rejects")["items"]
    assert reject["field"] == "attachment"
    assert "s3://not-mine is not registered" in reject["error"]


def test_a_task_over_scales_wire_takes_its_file_from_the_bucket(customer: Customer, store: Store) -> None:
    register(customer, store.asked())
    client = connect(customer.make_key("operator")["key"], customer.product.url)
    client.create_project("Cows", TaskType.ImageAnnotation, {**COWS, "instruction": "Be exact."})
    reference = store.put("cow.png", png())
    task = client.create_task(TaskType.ImageAnnotation, project="Cows", attachment=reference)
    asset = wait_until(
        lambda: customer.value("select status from asset where status <> 'pending' and source_url = $1", reference)
    )
    assert asset == "ready"
    assert client.get_task(task.id).as_dict()["params"]["attachment"] == reference
    other = client.create_task(TaskType.ImageAnnotation, project="Cows", attachment="s3://nobodys/cow.png")
    wait_until(lambda: client.get_task(other.id).status == "error")
    assert "s3://nobodys is not registered" in str(client.get_task(other.id).as_dict())
    assert client.import_file(reference).as_dict()["display_name"] == "cow.png"
    with pytest.raises(ScaleInvalidRequest, match="is not registered"):
        client.import_file("s3://nobodys/cow.png")


@pytest.mark.parametrize("reference", ["s3://nobodys/cat.png", "gs://photos/cat.png", "az://photos/cat.png"])
def test_a_bucket_that_nobody_registered_is_refused_with_what_to_do(customer: Customer, reference: str) -> None:
    [rejected] = send(customer, reference)["rejected"]
    assert rejected["field"] == "attachment"
    assert "is not registered: an operator registers it" in rejected["error"]


def test_a_rivals_bucket_is_like_one_that_nobody_registered(customer: Customer, rival: Customer, store: Store) -> None:
    register(rival, store.asked())
    reference = store.put("secret.png", png())
    [theirs] = send(customer, reference)["rejected"]
    [nobodys] = send(customer, "s3://nobodys/secret.png")["rejected"]
    assert theirs["error"].replace(store.name, "nobodys") == nobodys["error"]
    assert customer.operator.get("/buckets")["items"] == []


def test_rivals_with_the_same_bucket_each_use_their_own_credentials(
    customer: Customer, rival: Customer, store: Store
) -> None:
    register(customer, store.asked())
    register(rival, store.asked(credentials=WRONG))
    reference = store.put("cat.png", png())
    assert asset_of(customer, send(customer, reference))["status"] == "ready"
    assert "denied access" in reason_of(rival, send(rival, reference))


def test_nothing_outside_the_registered_folder_is_read(customer: Customer, store: Store) -> None:
    register(customer, store.asked(prefix="mine"))
    secret = store.put("secret.png", png())
    assert asset_of(customer, send(customer, store.put("mine/cat.png", png())))["status"] == "ready"
    for reference in (secret, store.put("mine-not/cat.png", png()), f"s3://{store.name}/mine"):
        [rejected] = send(customer, reference)["rejected"]
        assert "only another folder is registered" in rejected["error"]
    for way_out in ("mine/../secret.png", "mine/./../secret.png", "mine/..%2Fsecret.png", "mine/%2e%2e/secret.png"):
        [rejected] = send(customer, f"s3://{store.name}/{way_out}")["rejected"]
        assert "cannot have . or .." in rejected["error"]


def test_a_missing_object_and_wrong_credentials_are_told_apart(customer: Customer, store: Store) -> None:
    made = register(customer, store.asked())
    assert reason_of(customer, send(customer, f"s3://{store.name}/none.png")) == MISSING
    customer.operator.delete(f"/buckets/{made['id']}")
    register(customer, store.asked(credentials=WRONG))
    sent = send(customer, store.put("cat.png", png()))
    assert "denied access" in reason_of(customer, sent)
    task = customer.wait_for_stage(sent["items"][0]["id"], "done")
    assert task["status"] == "error"
    assert "denied access" in task["error"]


def test_the_newest_credentials_of_a_bucket_are_used(customer: Customer, store: Store) -> None:
    register(customer, store.asked(credentials=WRONG))
    register(customer, store.asked())
    assert asset_of(customer, send(customer, store.put("cat.png", png())))["status"] == "ready"


def test_an_endpoint_inside_the_installations_network_is_not_reached(customer: Customer, store: Store) -> None:
    made = register(customer, store.asked(endpoint="http://127.0.0.1:9"))
    told = "This address is neither public nor on the list of allowed addresses."
    assert reason_of(customer, send(customer, store.put("cat.png", png()))) == told
    checked = customer.operator.post(f"/buckets/{made['id']}/check", {"key": "cat.png"})
    assert checked == {"is_readable": False, "reason": told}


def test_a_bucket_can_be_checked(customer: Customer, store: Store) -> None:
    made = register(customer, store.asked(prefix="a"))
    store.put("a/cat.png", png())
    check = f"/buckets/{made['id']}/check"
    assert customer.operator.post(check, {"key": "a/cat.png"}) == {"is_readable": True, "reason": None}
    missing = {"is_readable": False, "reason": MISSING}
    assert customer.operator.post(check, {"key": "a/none.png"}) == missing
    assert customer.operator.post(check, {"key": "b/cat.png"}, expect=422)["field"] == "key"
    assert customer.operator.post(check, {"key": "a/../cat.png"}, expect=422)["field"] == "key"


def test_a_removed_bucket_is_read_no_more_and_its_credentials_are_gone(customer: Customer, store: Store) -> None:
    made = register(customer, store.asked())
    reference = store.put("cat.png", png())
    kept = asset_of(customer, send(customer, reference))
    customer.operator.delete(f"/buckets/{made['id']}")
    assert customer.operator.delete(f"/buckets/{made['id']}", expect=404)["code"] == "bucket_not_found"
    [rejected] = send(customer, reference)["rejected"]
    assert "is not registered" in rejected["error"]
    assert customer.operator.get("/buckets")["items"] == []
    assert customer.value("select credentials from bucket") is None
    assert customer.value("select status from asset where id = $1", kept["id"]) == "ready"
    kinds = {row["kind"] for row in customer.rows("select kind from event")}
    assert {"bucket.registered", "bucket.removed"} <= kinds


@pytest.mark.parametrize(
    "changed",
    [
        {"provider": "ftp"},
        {"name": "../etc"},
        {"name": ""},
        {"prefix": "../x"},
        {"endpoint": "https://u:p@s3.example.com"},
        {"endpoint": None},
        {"credentials": {}},
        {"credentials": {"access_key_id": "x", "secret_access_key": "the secret"}},
        {"credentials": {"access_key_id": "x", "secret_access_key": 1}},
        {"credentials": None},
        {"region": "Europe; drop"},
        {"customer_id": "x"},
    ],
)
def test_a_bucket_that_cannot_be_used_is_refused(customer: Customer, store: Store, changed: dict[str, Any]) -> None:
    answer = customer.operator.ask("POST", "/buckets", json=store.asked(**changed))
    assert answer.status_code in (400, 422), answer.text
    assert set(answer.json()) == {"error", "code", "field"}
    assert "the secret" not in answer.text
    assert customer.value("select count(*) from bucket") == 0


@pytest.mark.parametrize("role", ["member", "reviewer", "labeler"])
def test_only_operators_handle_buckets(customer: Customer, store: Store, role: str) -> None:
    made = register(customer, store.asked())
    caller = customer.caller(role)
    assert caller.get("/buckets", expect=403)["code"] == "forbidden"
    caller.post("/buckets", store.asked(), expect=403)
    caller.post(f"/buckets/{made['id']}/check", {"key": "cat.png"}, expect=403)
    caller.delete(f"/buckets/{made['id']}", expect=403)


def test_a_customer_has_a_bounded_number_of_buckets(customer: Customer, store: Store) -> None:
    for number in range(100):
        register(customer, store.asked(prefix=str(number)))
    assert customer.operator.post("/buckets", store.asked(), expect=409)["code"] == "too_many_buckets"


class Answering:
    """A server that gives every request the same answer."""

    def __init__(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.asked: list[str] = []
        answering = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answering.asked.append(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((RECEIVERS, 0), Handler)
        self.url = f"http://{RECEIVERS}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def answering() -> Iterator[Callable[..., Answering]]:
    made: list[Answering] = []

    def start(status: int, content: bytes = b"", **headers: str) -> Answering:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        made.append(Answering(status, {"content-length": str(len(content)), **named}, content))
        return made[-1]

    yield start
    for each in made:
        each.close()


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (200, {"content_length": "200000001"}, "larger than the 200,000,000 bytes allowed"),
        (400, {}, "refused the request"),
        (503, {}, "answered with status 503"),
    ],
)
def test_what_a_bucket_answers_is_told_in_our_words(
    customer: Customer, store: Store, answering: Callable[..., Answering], status: int, headers: Any, told: str
) -> None:
    server = answering(status, **headers)
    register(customer, store.asked(endpoint=server.url))
    assert told in reason_of(customer, send(customer, f"s3://{store.name}/cat.png"))
    [asked] = server.asked
    assert asked.startswith(f"/{store.name}/cat.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&")


@pytest.mark.parametrize(
    ("provider", "credentials", "signed"),
    [
        ("gs", service_account(), "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=reader%40x.iam%2F"),
        ("az", {"account_name": "acme", "account_key": "a2V5a2V5"}, "sv=2023-11-03&sr=b&sp=r&st="),
    ],
)
def test_buckets_of_google_and_azure_are_read_too(
    customer: Customer, answering: Callable[..., Answering], provider: str, credentials: Any, signed: str
) -> None:
    server = answering(200, png())
    asked = {"provider": provider, "name": "photos", "endpoint": server.url, "credentials": credentials}
    register(customer, asked)
    assert asset_of(customer, send(customer, f"{provider}://photos/a b/cat.png"))["status"] == "ready"
    assert [each.partition("?")[0] for each in server.asked] == ["/photos/a%20b/cat.png"]
    assert server.asked[0].partition("?")[2].startswith(signed)


def test_a_signed_request_is_redirected_nowhere(
    customer: Customer, store: Store, answering: Callable[..., Answering]
) -> None:
    elsewhere = answering(200)
    register(customer, store.asked(endpoint=answering(307, location=elsewhere.url).url))
    assert "another region" in reason_of(customer, send(customer, f"s3://{store.name}/cat.png"))
    assert elsewhere.asked == []


def test_the_servers_own_credentials_open_no_customers_bucket(start_own: Callable[..., Own], store: Store) -> None:
    """Its environment holds what would open the bucket; the customer's credentials do not."""
    environment = {f"AWS_{name.upper()}": value for name, value in KEYS.items()}
    own = start_own(**environment, AWS_ENDPOINT_URL=store.endpoint, AWS_REGION="us-east-1")
    customer = own.found_customer()
    register(customer, store.asked(credentials=WRONG))
    reference = store.put("cat.png", png())
    assert "denied access" in reason_of(customer, send(customer, reference))
    [rejected] = send(customer, "s3://nobodys/cat.png")["rejected"]
    assert "is not registered" in rejected["error"]
    own.close()


def test_offline_nothing_is_read_from_a_bucket(start_own: Callable[..., Own], store: Store) -> None:
    own = start_own(GOLDSMITH_OFFLINE="1")
    customer = own.found_customer()
    register(customer, store.asked())
    assert "runs offline" in reason_of(customer, send(customer, store.put("cat.png", png())))
    own.close()
