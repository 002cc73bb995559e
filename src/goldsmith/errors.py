"""The one error tree: a class carries its HTTP status; an instance a sentence, a code and the field it is about."""

from __future__ import annotations


class GoldsmithError(Exception):
    """Something went wrong that the caller can understand and act on."""

    status = 500
    code = "internal"

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.field = field

    def to_json(self) -> dict[str, object]:
        return {"error": self.message, "code": self.code, "field": self.field}


class MalformedError(GoldsmithError):
    """The request cannot be read: bad JSON, a bad id, an unknown parameter."""

    status = 400
    code = "malformed"


class UnauthenticatedError(GoldsmithError):
    """Nobody is signed in, or the key is wrong or revoked."""

    status = 401
    code = "unauthenticated"


class ForbiddenError(GoldsmithError):
    """The role of the caller does not allow this."""

    status = 403
    code = "forbidden"


class NotFoundError(GoldsmithError):
    """It does not exist, or it is not yours; the answer is the same."""

    status = 404
    code = "not_found"


class ConflictError(GoldsmithError):
    """The state has moved on; nothing was changed."""

    status = 409
    code = "conflict"


class TooLargeError(GoldsmithError):
    """More bytes than allowed."""

    status = 413
    code = "too_large"


class InvalidError(GoldsmithError):
    """The request can be read but does not make sense: a label outside the ontology, a share above 100 %."""

    status = 422
    code = "invalid"


class ThrottledError(GoldsmithError):
    """Too many requests; try again after a while."""

    status = 429
    code = "throttled"
    retry_after_seconds = 5


class UnavailableError(GoldsmithError):
    """A part that we depend on is away; nothing was lost, try again."""

    status = 503
    code = "unavailable"
    retry_after_seconds = 2
