"""Why a model gave no reply, for the labeler: by its alias, without a word that could tell which model it is."""

from __future__ import annotations

from typing import Final

from goldsmith.errors import GoldsmithError
from goldsmith.ports.models import ModelAwayError, ModelBrokeOffError
from goldsmith.words import ReplyStatus

__all__ = ["say_failure", "status_of"]

_KEPT: Final = "Your message is kept"
_SENTENCES: Final = {
    "model_away": f"Model {{alias}} did not answer. {_KEPT}; try again.",
    "model_broke_off": f"Model {{alias}} did not bring its answer to an end. {_KEPT}; try again.",
    "offline": f"Model {{alias}} cannot be asked, because Goldsmith runs offline. {_KEPT}.",
    "model_gone": f"Model {{alias}} is no longer connected to this project. {_KEPT}; go on with the others.",
    "database_away": f"Goldsmith could not note what model {{alias}} said. {_KEPT}; try again.",
}
_NO_PICTURE: Final = (
    f"Model {{alias}} does not take this; perhaps it takes no pictures, or not this one. {_KEPT}: say it without the "
    "picture, or tell whoever runs this project."
)
_REFUSED: Final = f"Model {{alias}} does not take this. {_KEPT}; tell whoever runs this project."


def say_failure(alias: str, failure: GoldsmithError, *, has_pictures: bool = False) -> str:
    """What the labeler is told; `has_pictures`: the messages show some."""
    refused = _NO_PICTURE if has_pictures and failure.code == "model_refused" else _REFUSED
    return _SENTENCES.get(failure.code, refused).format(alias=alias)


def status_of(failure: GoldsmithError) -> ReplyStatus:
    """What is logged."""
    if isinstance(failure, ModelBrokeOffError):
        return "broke_off"
    return "away" if isinstance(failure, ModelAwayError) else "refused"
