"""The walls between rivals and around everybody: every operation of the API file is tried, not a sample."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from goldsmith.ids import new_id, show_id

from ..product import QUESTION, Caller, Customer, Product, in_parallel, say, wait_until

SIGNED = {
    "GET /api/v1/assets/{asset_id}/content",
    "GET /api/v1/assets/{asset_id}/renditions/{kind}",
    "GET /api/v1/tiles/{sha256}/{level}/{column}/{row}/{band}",
}
OPEN = {"GET /healthz", "GET /readyz", "POST /api/v1/session", *SIGNED}
PARAMETER = re.compile(r"\{(\w+)\}")
TURN = {"generation": 1, "turn_key": "x", "messages": [{"role": "user", "content": "x"}]}
BODIES: dict[str, Any] = {
    "POST /session/password": {"current_password": "x", "new_password": "y"},
    "POST /customers": {"name": "x"},
    "POST /members": {"email": "x@example.org", "name": "x", "role": "labeler"},
    "PATCH /members/{person_id}": {"role": "labeler"},
    "POST /keys": {"name": "x", "role": "labeler"},
    "POST /webhooks": {"url": "https://example.com", "events": ["*"]},
    "POST /knowledge-bases": {"name": "x"},
    "POST /buckets": {"provider": "s3", "name": "photos", "region": "eu-central-1", "credentials": {}},
    "POST /buckets/{bucket_id}/check": {"key": "cat.jpg"},
    "POST /projects": {"name": "x", "modality": "text.v1", "ontology": {}},
    "POST /label-studio/config": {"config": "<View/>"},
    "POST /taxonomies/read": {"text": "Food"},
    "POST /taxonomies/write": {"nodes": [{"name": "food"}]},
    "PATCH /projects/{project_id}": {"name": "stolen"},
    "PUT /projects/{project_id}/ontology": {"ontology": QUESTION},
    "PUT /projects/{project_id}/instructions": {"markdown": "stolen"},
    "POST /projects/{project_id}/batches": {"name": "x"},
    "POST /projects/{project_id}/tasks": {"tasks": [{"text": "x"}]},
    "POST /projects/{project_id}/models": {"kind": "learned"},
    "PATCH /models/{model_id}": {"on_duty": True},
    "POST /projects/{project_id}/imports": {"name": "x", "format": "csv"},
    "POST /projects/{project_id}/audits": {"count": 1},
    "POST /projects/{project_id}/functions": {"source": "stolen = True"},
    "PUT /assignments/{assignment_id}/draft": {
        "generation": 1,
        "revision": 0,
        "operations": [{"op": "set", "name": "mood", "value": "good"}],
    },
    "POST /assignments/{assignment_id}/submit": {"generation": 1, "answer": say()},
    "POST /assignments/{assignment_id}/review": {"generation": 1, "verdict": "accept"},
    "POST /assignments/{assignment_id}/audit": {"generation": 1, "verdict": "correct"},
    "POST /assignments/{assignment_id}/skip": {"generation": 1, "reason": "x"},
    "POST /assignments/{assignment_id}/flag": {"generation": 1, "reason": "x"},
    "POST /assignments/{assignment_id}/suggest": {"generation": 1, "label": "car", "points": [{"x": 1, "y": 1}]},
    "PUT /projects/{project_id}/talk": {"models": []},
    "PUT /projects/{project_id}/rubric-testing": {"model": None},
    "POST /assignments/{assignment_id}/rubric-tests": {"generation": 1, "rubric": [{"criterion": "x"}]},
    "PUT /projects/{project_id}/exposure": {"agrees": True},
    "POST /assignments/{assignment_id}/replies": TURN,
    "POST /assignments/{assignment_id}/replies/stream": TURN,
    "POST /assignments/{assignment_id}/renew": {"generation": 1},
    "POST /assignments/{assignment_id}/release": {"generation": 1},
    "POST /tasks/{task_id}/reopen": {"reason": "x"},
    "POST /deliveries/{delivery_id}/files": {"format": "parquet"},
    "PATCH /tasks/{task_id}": {"priority": 1},
}


def operations(product: Product) -> Iterator[tuple[str, str]]:
    """(method, path) of everything that the API file names."""
    schema = product.http.get("/schema/openapi.json").json()
    for path, item in schema["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            yield method.upper(), path


def body_of(method: str, path: str) -> Any:
    return BODIES.get(f"{method} {path.removeprefix('/api/v1')}", {} if method in ("POST", "PATCH", "PUT") else None)


def filled(path: str, known: dict[str, str]) -> str:
    return PARAMETER.sub(lambda match: known[match[1]], path)


def random_ids() -> dict[str, str]:
    """Ids of the right form that nobody has."""
    kinds = (
        "project",
        "batch",
        "task",
        "asset",
        "assignment",
        "person",
        "key",
        "webhook",
        "bucket",
        "event",
        "import",
        "delivery",
        "model",
        "load",
    )
    names = {"version": "1", "function_name": "nobody", "knowledge_base": "nothing"}
    return {f"{kind}_id": show_id(kind, new_id()) for kind in kinds} | names


def test_every_operation_without_a_key_is_refused(product: Product, belongings: dict[str, str]) -> None:
    nobody = Caller(product, None)
    for method, path in operations(product):
        if f"{method} {path}" in OPEN:
            continue
        answer = nobody.ask(method, filled(path, belongings), json=body_of(method, path))
        assert answer.status_code in (400, 401), f"{method} {path}: {answer.status_code} {answer.text[:200]}"
        if answer.status_code == 400:
            assert answer.json()["code"] != "internal"
            assert "{" not in path or "content" in path or method != "GET"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
        {"Authorization": "Bearer argilla.apikey"},
        {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."},
        {"X-Forwarded-User": "admin"},
        {"X-Remote-User": "admin@goldsmith.local"},
        {"Cookie": "goldsmith_session=admin"},
        {"Cookie": "goldsmith_session="},
    ],
)
def test_no_default_forged_or_proxied_identity_is_believed(product: Product, headers: dict[str, str]) -> None:
    with product.connect() as client:
        assert client.get("/projects", headers=headers).status_code == 401


def test_a_rivals_ids_are_like_ids_that_do_not_exist(
    customer: Customer, rival: Customer, belongings: dict[str, str]
) -> None:
    before = fingerprint(customer)
    thieves = [rival.caller("admin"), rival.caller("labeler")]
    for method, path in operations(customer.product):
        if not PARAMETER.search(path) or f"{method} {path}" in OPEN:
            continue
        for thief in thieves:
            theirs = thief.ask(method, filled(path, belongings), **_request(method, path))
            nobodys = thief.ask(method, filled(path, random_ids()), **_request(method, path))
            assert theirs.status_code == nobodys.status_code, f"{method} {path}: {theirs.text} / {nobodys.text}"
            assert theirs.content == nobodys.content, f"{method} {path}: {theirs.text} / {nobodys.text}"
            assert theirs.status_code in (403, 404, 422), f"{method} {path}: {theirs.status_code} {theirs.text[:200]}"
    assert fingerprint(customer) == before


def _request(method: str, path: str) -> dict[str, Any]:
    """A body for this operation, on a connection of its own: who refuses a body unread may close what it came on."""
    alone = {"Connection": "close"}
    if path.endswith("/content"):
        return {"content": b"x", "headers": alone | {"Upload-Offset": "0"}}
    if path.endswith("/files") and "assignments" in path:
        return {"content": b"x", "headers": alone, "params": {"generation": "1", "question": "proof", "name": "x"}}
    return {"json": body_of(method, path), "headers": alone}


def fingerprint(customer: Customer) -> list[Any]:
    """Everything that a thief might have changed."""
    tables = (
        "project",
        "task",
        "task_payload",
        "assignment",
        "annotation",
        "webhook",
        "bucket",
        "event",
        "import",
        "batch",
        "delivery",
        "membership",
        "function_set",
        "talk",
        "talk_turn",
        "model_reply",
    )
    hashes = [
        customer.value(f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t") for table in tables
    ]
    counted = ("api_key where revoked_at is null", "label_function where status = 'active'")
    return [*hashes, *(customer.value(f"select count(*) from {each}") for each in counted)]


def test_asking_for_a_rival_by_name_or_id_is_like_asking_for_nobody(customer: Customer, rival: Customer) -> None:
    for wanted in (customer.id, customer.name, customer.name.lower(), "*", "House"):
        for how in ({"headers": {"Goldsmith-Customer": wanted}}, {"params": {"customer": wanted}}):
            theirs = rival.operator.ask("GET", "/projects", **how)
            nobodys = rival.operator.ask("GET", "/projects", headers={"Goldsmith-Customer": "nobody at all"})
            assert (
                (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content) == (404, nobodys.content)
            )


@pytest.mark.parametrize(
    "parameter", ["organization=*", "all=true", "tenant=1", "filter=created_by__password__startswith=p", "order_by=key"]
)
def test_parameters_that_we_do_not_have_are_refused(customer: Customer, parameter: str) -> None:
    project = customer.make_project()
    for path in ("/projects", "/events", "/keys", f"/projects/{project}/tasks"):
        answer = customer.operator.ask("GET", f"{path}?{parameter}")
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


def test_lists_hold_only_ones_own(customer: Customer, rival: Customer, belongings: dict[str, str]) -> None:
    for path in ("/projects", "/events", "/keys", "/members", "/webhooks", "/buckets", "/work", "/assignments/mine"):
        answer = rival.operator.ask("GET", path)
        assert answer.status_code == 200
        assert not [each for each in belongings.values() if len(each) > 9 and each in answer.text], path
    assert [each["id"] for each in rival.operator.get("/customers")["items"]] == [rival.id]


def test_a_labeler_does_not_act_on_another_labelers_assignment(customer: Customer, belongings: dict[str, str]) -> None:
    """Also within one customer: reading, answering, skipping another's claim is not possible."""
    thief = customer.caller("reviewer")
    for method, path in operations(customer.product):
        if "{assignment_id}" in path:
            theirs = thief.ask(method, filled(path, belongings), **_request(method, path))
            nobodys = thief.ask(method, filled(path, random_ids()), **_request(method, path))
            assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content), path
            assert theirs.status_code == 404, path


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/projects", {"customer_id": "x"}),
        ("/keys", {"role": "labeler", "tenant_id": 1}),
        ("/keys", {"role": "labeler", "labeler_id": "x"}),
        ("/members", {"email": "a@example.org", "role": "labeler", "is_administrator": True}),
        ("/webhooks", {"url": "https://example.com", "events": ["*"], "secret": "mine"}),
    ],
)
def test_fields_that_nobody_may_set_are_refused(customer: Customer, path: str, body: dict[str, Any]) -> None:
    plain = {"name": "x", "modality": "text.v1", "ontology": QUESTION} if path == "/projects" else {"name": "x"}
    fields = {} if path == "/webhooks" else plain
    answer = customer.root.ask("POST", path, json={**fields, **body})
    assert answer.status_code == 400, answer.text


def test_no_answer_holds_a_secret_or_a_hash(customer: Customer, belongings: dict[str, str]) -> None:
    operator = customer.operator
    key = operator.key or ""
    hashes = [row["secret_hash"].hex() for row in customer.rows("select secret_hash from api_key")]
    for method, path in operations(customer.product):
        if method == "GET" and f"{method} {path}" not in OPEN and not path.endswith("/live"):
            answer = operator.ask(method, filled(path, belongings))
            for secret in (key, *hashes, "whsec_", "only-for-tests", "password_hash", "argon2"):
                assert secret not in answer.text, path


ODD = [
    "'",
    "%00",
    "${jndi:ldap://x/y}",
    "9" * 400,
    "-1",
    "%F0%9F%92%A9",
    "..%2f..%2fetc%2fpasswd",
    "project_" + "z" * 26,
    "project_" + "U" * 26,
    "task_00000000000000000000000000",
    "null",
    "%ff%fe",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_ids_are_refused_quickly_and_never_by_a_crash(customer: Customer, odd: str) -> None:
    for method, path in operations(customer.product):
        if PARAMETER.search(path) and f"{method} {path}" not in OPEN:
            started = time.monotonic()
            answer = customer.root.ask(method, PARAMETER.sub(odd, path), **_request(method, path))
            assert 400 <= answer.status_code < 500, f"{method} {path}: {answer.status_code} {answer.text[:200]}"
            assert time.monotonic() - started < 20, "a second on an idle machine"


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=1001", "limit=" + "9" * 400, "limit=x", "limit=NaN"),
        *("cursor='", "cursor=%00", "cursor=" + "A" * 399, "cursor=%F0%9F%92%A9", "cursor=AAAA"),
    ],
)
def test_odd_limits_and_cursors_are_refused(customer: Customer, query: str) -> None:
    project = customer.make_project()
    for path in ("/projects", "/events", "/keys", f"/projects/{project}/tasks", f"/projects/{project}/deliveries"):
        answer = customer.operator.ask("GET", f"{path}?{query}")
        assert answer.status_code == 400, f"{path}: {answer.text[:200]}"
        assert set(answer.json()) == {"error", "code", "field"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"name": "\\ud800"}',
        b'{"name": "\\u0000"}',
        b'{"name": 1e999999}',
        b'{"name": NaN}',
        b"[" * 100_000,
        b'{"name":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
        b'{"name": "x", "modality": "text.v1", "ontology": {"labels": [{"name": "\\ud800"}]}}',
        b'{"name": "x", "modality": "text.v1", "ontology": {}, "answers_needed": 99999999999999999999}',
        b'{"name": "x", "modality": "text.v1", "ontology": {}, "review_percent": 1e400}',
    ],
)
def test_bodies_that_cannot_be_read_are_refused_in_one_shape(customer: Customer, content: bytes) -> None:
    project = customer.make_project()
    for method, path in (("POST", "/projects"), ("POST", f"/projects/{project}/tasks"), ("POST", "/session")):
        answer = customer.operator.ask(method, path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), f"{path}: {answer.status_code} {answer.text[:200]}"
        _is_an_honest_error(answer)


def test_a_body_that_is_too_large_is_refused(customer: Customer) -> None:
    project = customer.make_project()
    rows = [{"text": "x" * 12_000_000}]
    answer = customer.operator.ask("POST", f"/projects/{project}/tasks", json={"tasks": rows})
    assert answer.status_code == 413
    assert "at most 10 MB" in answer.json()["error"]
    _is_an_honest_error(answer)


def _is_an_honest_error(answer: httpx.Response) -> None:
    body = answer.json()
    assert set(body) == {"error", "code", "field"}
    assert not re.search(r"Traceback|/work/|\.py\b|asyncpg|select |insert |litestar|msgspec", str(body), re.IGNORECASE)


@pytest.mark.parametrize(
    "path",
    ["/static/%2e%2e/%2e%2e/etc/passwd", "/assets/../../../etc/passwd", "/.git/config", "/assets/%2e%2e%2findex.html"],
)
def test_paths_do_not_leave_the_web_app(product: Product, path: str) -> None:
    answer = product.http.get(path)
    assert "root:" not in answer.text
    assert "[core]" not in answer.text
    assert answer.status_code in (200, 404)


def test_another_origin_or_host_is_never_reflected(customer: Customer) -> None:
    for headers in ({"Origin": "null"}, {"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        answer = customer.operator.ask("GET", "/projects", headers=headers)
        assert "access-control-allow-origin" not in answer.headers
        assert "evil" not in answer.text + str(answer.headers)
    preflight = customer.operator.ask(
        "OPTIONS", "/projects", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert "access-control-allow-origin" not in preflight.headers


def test_security_headers_are_on_every_answer(customer: Customer) -> None:
    pages = [customer.operator.ask("GET", path) for path in ("/projects", "/nowhere", "/projects/x", "/readyz")]
    pages += [
        customer.product.http.get("/"),
        customer.product.http.get("/schema/openapi.json"),
        Caller(customer.product, None).ask("GET", "/projects"),
    ]
    for page in pages:
        assert page.headers["x-content-type-options"] == "nosniff", page.url
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'unsafe-inline'" not in policy
        assert page.headers["referrer-policy"]


def test_state_does_not_change_by_get(customer: Customer, belongings: dict[str, str]) -> None:
    wait_until(lambda: customer.value("select count(*) from task where stage = 'reconcile'") == 0)
    before = fingerprint(customer)
    for method, path in operations(customer.product):
        if method != "GET" and PARAMETER.search(path):
            answer = customer.operator.ask("GET", filled(path, belongings))
            assert answer.status_code in (200, 400, 403, 404, 405), path
    assert fingerprint(customer) == before


def test_a_flood_of_one_customer_leaves_the_other_served(customer: Customer, rival: Customer) -> None:
    project, quiet = customer.make_project(), rival.make_project()
    rival.add_tasks(quiet, 5)
    waits: list[float] = []

    def flood_or_ask(number: int) -> None:
        if number:
            for _ in range(15):
                customer.operator.ask("GET", f"/projects/{project}/tasks")
            return
        for _ in range(10):
            started = time.monotonic()
            rival.operator.get(f"/projects/{quiet}/tasks")
            waits.append(time.monotonic() - started)

    in_parallel(flood_or_ask, 17)
    assert sorted(waits)[8] < 5, "two seconds on an idle machine"
