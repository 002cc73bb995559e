"""What a form is filled in about: attachments of any kind, in order; none is fine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_args

import msgspec

__all__ = ["KINDS", "MOST_SHOWN", "AttachmentKind", "FormContent", "Shown", "content_of_columns", "show_form"]

AttachmentKind = Literal["text", "image", "pdf", "audio", "video", "website"]
KINDS: Final[tuple[str, ...]] = get_args(AttachmentKind)
MOST_SHOWN: Final = 32
LONGEST_TEXT: Final = 1_000_000
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class Shown(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One attachment: a file (`attachment`), words (`text`, Markdown; HTML of a website), or a web page's `link`.

    A website's file is a snapshot in HTML. Nothing in it runs, and it fetches nothing.
    """

    type: AttachmentKind
    title: Annotated[str, msgspec.Meta(max_length=300)] = ""
    attachment: Address | None = None
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)] | None = None
    link: Annotated[str, msgspec.Meta(max_length=4096, pattern=r"^https?://[^\s]+$")] | None = None

    def __post_init__(self) -> None:
        if sum(each is not None for each in (self.attachment, self.text, self.link)) != 1:
            message = "Give an attachment (a file), a text or a link, one of them"
            raise ValueError(message)
        if self.text is not None and self.type not in ("text", "website"):
            message = f"Words are no {self.type}: give a file as attachment"
            raise ValueError(message)
        if self.link is not None and self.type != "website":
            message = "Only a website is linked to: give a file as attachment"
            raise ValueError(message)


class FormContent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What labelers see beside the questions."""

    attachments: Annotated[list[Shown], msgspec.Meta(max_length=MOST_SHOWN)] = []

    @property
    def files(self) -> list[str]:
        """The addresses of the files, in the order of the attachments that have one."""
        return [each.attachment for each in self.attachments if each.attachment is not None]


def content_of_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Tables have a column for each attachment, named as its kind: `image`, `pdf`, `text`, `website` ….

    >>> content_of_columns({"text": "Is this a cat?", "image": "cat.png"})["attachments"][1]
    {'type': 'image', 'attachment': 'cat.png'}
    """
    rest = {name: value for name, value in fields.items() if name not in KINDS}
    columns = [_shown_in(kind, value) for kind, value in fields.items() if kind in KINDS and value not in (None, "")]
    given = rest.get("attachments")
    if isinstance(given, str):
        rest["attachments"] = _listed(given)
    elif given is None:
        rest.pop("attachments", None)
    return {**rest, "attachments": columns} if columns and "attachments" not in rest else rest


def _listed(text: str) -> Any:
    """A list that a table keeps as JSON; what is none is refused with the content."""
    if not text.strip():
        return []
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _shown_in(kind: str, value: Any) -> dict[str, Any]:
    if kind == "text":
        return {"type": kind, "text": value}
    is_link = kind == "website" and isinstance(value, str) and value.startswith(("https://", "http://"))
    return {"type": kind, "link" if is_link else "attachment": value}


def show_form(content: FormContent) -> str:
    """The beginning of the first text, or what the first attachment is called."""
    for each in content.attachments:
        said = each.text if each.type == "text" and each.text else each.title or (each.attachment or each.link or "")
        words = " ".join(said.rsplit("/", 1)[-1].split() if each.text is None else said.split())
        if words:
            return words[:120]
    return "Form"
