"""Files on their way: attachments from the account to our store, responses and their files into a folder.

`attachmentS3Downloads` of a task holds signed addresses of its attachments; they expire. It is in no reference:
https://github.com/scaleapi/scaleapi-python-client/issues/61
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote, unquote, urlsplit

import msgspec

from goldsmith.compat.scale.importing.bodies import result_addresses
from goldsmith.compat.scale.importing.patience import Door
from goldsmith.errors import NotFoundError

if TYPE_CHECKING:
    import httpx

__all__ = ["Files", "Known"]

SECONDS: Final = 60.0
TRIES: Final = 4
MOST_BYTES: Final = 2_000_000_000
LONGEST_NAME: Final = 150


class Known(Protocol):
    """What remembers uploads between runs: a file's address there, and its address here."""

    def get(self, name: str) -> Any: ...

    def record(self, facts: Iterable[tuple[str, Any]]) -> None: ...


class Files:
    """Carries files. The account's key goes with a download only to the account's own address."""

    def __init__(self, target: Door, known: Known, results: Path | None, *, account: str, key: str) -> None:
        self._target, self._known, self._results = target, known, results
        self._account, self._auth = urlsplit(account), (key, "")
        self.saves_results = results is not None
        self._counted = Counter[str]()
        self._lock = Lock()

    @property
    def uploaded(self) -> int:
        return self._counted["uploaded"]

    @property
    def saved(self) -> int:
        return self._counted["saved"]

    def carry(self, task: Mapping[str, Any], reference: str, project: str) -> str:
        """Our address of one attachment, uploaded when it is new; many threads at once, each with another reference.

        Raises NotFoundError when there are no bytes.
        """
        known = self._known.get(reference)
        if isinstance(known, str):
            return known
        address = _signed(task, reference) or reference
        if not address.startswith(("https://", "http://")):
            raise NotFoundError("The account does not give the bytes of this file.")
        with tempfile.TemporaryFile(prefix="goldsmith-scale-") as spool:
            self._download(address, spool)
            spool.seek(0)
            made = self._target.ask(self._upload, (_name_in(reference), spool), project)
        with self._lock:
            self._known.record([(reference, made)])
            self._counted["uploaded"] += 1
        return made

    def _upload(self, file: tuple[str, IO[bytes]], project: str) -> str:
        file[1].seek(0)
        return str(self._target.client.upload_file(file=file, project_name=project).attachment_url)

    def save_response(self, project: str, task: Mapping[str, Any]) -> list[str]:
        """Save a response and its files in the folder; a sentence for each file that could not be."""
        if self._results is None:
            return []
        folder = self._results / _safe(project) / _safe(str(task["task_id"]))
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "response.json", msgspec.json.format(msgspec.json.encode(task.get("response"))))
        failures = []
        for at, address in result_addresses(task).items():
            try:
                self._save(folder / _safe(at + Path(urlsplit(address).path).suffix), address)
            except NotFoundError as failure:
                failures.append(f"{at}: {failure.message}")
        return failures

    def _save(self, path: Path, address: str) -> None:
        if path.exists():
            return
        part = path.with_name(path.name + ".part")
        try:
            with part.open("wb") as file:
                self._download(address, file)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        self._counted["saved"] += 1

    def _download(self, address: str, file: IO[bytes]) -> None:
        """Fetch the bytes. Raises NotFoundError when they do not come; the next run asks again."""
        import httpx

        last = ""
        transport = httpx.HTTPTransport(retries=TRIES)
        with httpx.Client(timeout=SECONDS, follow_redirects=True, transport=transport) as client:
            for _ in range(TRIES):
                file.seek(0)
                file.truncate()
                try:
                    with client.stream(
                        "GET", address, auth=self._auth if self._is_accounts(address) else None
                    ) as answer:
                        if answer.status_code < 500:
                            return _copy(answer, file)
                        last = f"status {answer.status_code}"
                except httpx.HTTPError as failure:
                    last = str(failure) or type(failure).__name__
        raise NotFoundError(f"This file could not be downloaded: {last}.")

    def _is_accounts(self, address: str) -> bool:
        parts = urlsplit(address)
        return (parts.scheme, parts.netloc) == (self._account.scheme, self._account.netloc)


def _copy(answer: httpx.Response, file: IO[bytes]) -> None:
    if answer.status_code != 200:
        raise NotFoundError(f"This file cannot be had (status {answer.status_code}); signed addresses expire.")
    size = 0
    for chunk in answer.iter_bytes():
        size += len(chunk)
        if size > MOST_BYTES:
            raise NotFoundError(f"This file is larger than {MOST_BYTES:,} bytes.")
        file.write(chunk)


def _signed(task: Mapping[str, Any], reference: str) -> str | None:
    """The signed address of an attachment: of the original rather than of a converted one."""
    given = task.get("attachmentS3Downloads")
    listed = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    found = [each for each in listed if str(each.get("attachmentURL") or "").strip() == reference.strip()]
    found.sort(key=lambda each: bool(each.get("isConvertedImage")))
    return next((str(each["s3URL"]) for each in found if each.get("s3URL")), None)


def _name_in(reference: str) -> str:
    return unquote(urlsplit(reference).path).rstrip("/").rpartition("/")[2][-LONGEST_NAME:] or "file"


def _safe(name: str) -> str:
    """A name that stays in its folder whatever a server said."""
    spelled = quote(name[:LONGEST_NAME], safe=" ._-")
    return f"_{spelled}" if spelled.startswith(".") or not spelled else spelled


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
