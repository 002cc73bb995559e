"""What many addresses have in common: refusals, headers, tags, ways to sign in."""

from __future__ import annotations

from typing import Any, Final

from litestar.openapi.spec import Reference, SecurityScheme, Tag

from goldsmith.http.callers import COOKIE

Json = dict[str, Any]

TAGS: Final = [
    Tag("access", "Sessions, customers, members and keys: who may come in, and as what."),
    Tag("projects", "Projects, what they ask (ontologies, instructions), their batches and their progress."),
    Tag("ingest", "Files, tasks and imports: how work gets in."),
    Tag("functions", "Labeling functions: Python rules that vote on every task."),
    Tag("models", "Models that answer before people do, and what asking them cost."),
    Tag("talk", "Talking to models while labeling, blind: turns, replies and what they cost."),
    Tag("rubrics", "Rubrics that labelers write, tested on responses that are known to be good or bad."),
    Tag("work", "What labelers, reviewers and auditors do: claim, answer, judge."),
    Tag("tasks", "Tasks, their answers and their history."),
    Tag("quality", "How good the answers are, how reliable the labelers are, and why a task has its answer."),
    Tag("deliveries", "Frozen sets of completed tasks, their files and their certificates."),
    Tag("events", "The log of everything that happened, and live progress."),
    Tag("webhooks", "Addresses that are told when something happens."),
    Tag("buckets", "Buckets of the customer's own, which tasks may name files in."),
    Tag("knowledge", "Knowledge bases: what mentions can stand for, and how it is found."),
    Tag("scale", "The door for scripts that were written for Scale's client, which speak to /v1 and /v2."),
    Tag("health", "For supervisors and load balancers; nobody needs to sign in."),
]

SIGNING_IN: Final[dict[str, SecurityScheme | Reference]] = {
    "key": SecurityScheme(type="http", scheme="bearer", description="An API key."),
    "key_as_user": SecurityScheme(type="http", scheme="basic", description="An API key as user name, no password."),
    "session": SecurityScheme(
        type="apiKey",
        security_scheme_in="cookie",
        name=COOKIE,
        description="The cookie that signing in sets. Requests that change something must come from our own pages.",
    ),
}

REFUSALS: Final = {
    "400": ("Malformed", "The request cannot be read."),
    "401": ("Unauthenticated", "Nobody is signed in, or the key is wrong or revoked."),
    "403": ("Forbidden", "The role does not allow this, or the request came from another site."),
    "404": ("NotFound", "It does not exist, or it is not yours; the answer is the same."),
    "409": ("Conflict", "The state has moved on; nothing was changed."),
    "413": ("TooLarge", "More bytes than allowed."),
    "415": ("UnsupportedMediaType", "Another content type is needed."),
    "416": ("RangeNotSatisfiable", "The file has no such bytes."),
    "422": ("Invalid", "The request can be read but does not make sense; nothing was changed."),
    "429": ("Throttled", "Too much at once; Retry-After says when to come back."),
    "503": ("Unavailable", "A part is away; nothing was lost, and Retry-After says when to come back."),
}
COMES_BACK: Final = ("429", "503")

ERROR: Final[Json] = {
    "title": "Error",
    "description": "The one shape of every refusal.",
    "type": "object",
    "required": ["error", "code", "field"],
    "additionalProperties": False,
    "properties": {
        "error": {"type": "string", "description": "A sentence for a person."},
        "code": {"type": "string", "description": "A word for a program."},
        "field": {"type": ["string", "null"], "description": "Where in the request."},
    },
}


def header(name: str, description: str, **schema: Any) -> Json:
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string", **schema}}


PARAMETERS: Final[dict[str, Json]] = {
    "Customer": header(
        "Goldsmith-Customer", "Whom to act for: a customer's name or id. Without it, your own.", maxLength=200
    ),
    "CustomerInAddress": {
        "name": "customer",
        "in": "query",
        "description": "The same as Goldsmith-Customer, for links and event streams, which cannot carry a header.",
        "schema": {"type": "string", "maxLength": 200},
    },
    "IdempotencyKey": header(
        "Idempotency-Key",
        "Any text of yours. The same request under the same key within two days is carried out once and gets the same "
        "answer; another request under it is a conflict, and so is the repeat of a request that showed a secret.",
        minLength=1,
        maxLength=255,
        pattern="^[ -~]+$",
    ),
    "IfMatch": header("If-Match", "The ETag that you read: when it is another by now, nothing is changed."),
    "IfNoneMatch": header("If-None-Match", "The ETag that you have: when it is still the same, nothing is sent."),
    "IfRange": header("If-Range", "The ETag of the bytes that you have: when it is another by now, all are sent."),
    "Range": header("Range", "Which bytes to send, as in `bytes=1000-`; one range only."),
}

HEADERS: Final[dict[str, Json]] = {
    "ContentRange": {"description": "Which bytes these are, and of how many.", "schema": {"type": "string"}},
    "ETag": {"description": "Names this state of it.", "schema": {"type": "string"}},
    "RetryAfter": {"description": "In how many seconds to come back.", "schema": {"type": "integer", "minimum": 1}},
    "SetCookie": {"description": "The session.", "schema": {"type": "string"}},
}

TAKES: Final = {
    "changeProject": ("IfMatch",),
    "readAsset": ("Range", "IfRange"),
    "takeExport": ("Range", "IfRange", "IfNoneMatch"),
}
"""Headers that single operations understand."""
GIVES: Final = {
    ("createSession", "201"): {"Set-Cookie": "SetCookie"},
    ("showProject", "200"): {"ETag": "ETag"},
    ("changeProject", "200"): {"ETag": "ETag"},
    ("readAsset", "200"): {"ETag": "ETag"},
    ("readAsset", "206"): {"ETag": "ETag", "Content-Range": "ContentRange"},
    ("takeExport", "200"): {"ETag": "ETag"},
    ("takeExport", "206"): {"ETag": "ETag", "Content-Range": "ContentRange"},
    ("takeExport", "304"): {"ETag": "ETag"},
}
"""Headers that single answers carry."""


def refer(section: str, name: str) -> Json:
    return {"$ref": f"#/components/{section}/{name}"}


def components() -> dict[str, Json]:
    """Everything that operations may refer to, besides the structs."""
    return {
        "parameters": dict(PARAMETERS),
        "headers": dict(HEADERS),
        "responses": {name: _refusal(status, sentence) for status, (name, sentence) in REFUSALS.items()},
    }


def _refusal(status: str, sentence: str) -> Json:
    content = {"application/json": {"schema": refer("schemas", "Error")}}
    headers = {"headers": {"Retry-After": refer("headers", "RetryAfter")}} if status in COMES_BACK else {}
    return {"description": sentence, **headers, "content": content}
