"""What a command says: tables and sentences for a person, or one JSON value on stdout and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from goldsmith.errors import GoldsmithError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

__all__ = ["Advance", "Bars", "Column", "Output"]

Column: TypeAlias = tuple[str, Callable[[Any], object]]
Advance: TypeAlias = Callable[[float], None]
_NOTHING: Final = "-"


class Output:
    """Where results, progress and failures go. With `as_json`, stdout carries one JSON value and nothing else."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def result(self, value: object, text: str) -> None:
        """One result: the value for a machine, the sentence for a person."""
        if self.as_json:
            _write_json(value)
        else:
            self._console().print(text, highlight=False, markup=False, soft_wrap=True)

    def listing(self, items: Iterable[object], columns: Sequence[Column], *, empty: str) -> None:
        """Print a list: `{"items": [...]}`, or a table; `empty` says what to do when there is nothing."""
        rows = list(items)
        if self.as_json:
            _write_json({"items": rows})
        elif rows:
            self._console().print(_table(rows, columns))
        else:
            self._console().print(empty, markup=False)

    def facts(self, value: object, facts: Mapping[str, object]) -> None:
        """One thing with several facts: the value for a machine, aligned lines for a person."""
        if self.as_json:
            _write_json(value)
            return
        width = max(map(len, facts), default=0)
        for name, fact in facts.items():
            self._console().print(f"{name:<{width}}  {_show(fact)}", markup=False, highlight=False, soft_wrap=True)

    def note(self, text: str) -> None:
        """Say something on the way; on stderr, and only to a person."""
        if not self.as_json:
            self._console(stderr=True).print(text, style="dim", markup=False, highlight=False, soft_wrap=True)

    def fail(self, error: GoldsmithError) -> None:
        if self.as_json:
            _write_json(error.to_json(), sys.stderr.buffer)
            return
        where = f" ({error.field})" if error.field else ""
        text = f"[bold red]Error:[/] {_plain(error.message)}{_plain(where)}"
        self._console(stderr=True).print(text, highlight=False, soft_wrap=True)

    @contextmanager
    def bars(self) -> Iterator[Bars]:
        """Show progress on stderr while a person watches; nothing otherwise."""
        if self.as_json or not sys.stderr.isatty():
            yield Bars(None)
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = [
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
        ]
        with Progress(*columns, TimeElapsedColumn(), console=self._console(stderr=True)) as progress:
            yield Bars(progress)

    def _console(self, *, stderr: bool = False) -> Console:
        from rich.console import Console

        return Console(stderr=stderr)


class Bars:
    """Progress bars below each other, or none when nobody watches."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def add(self, title: str, total: float | None, unit: str) -> Advance:
        """Add a bar; call what is returned with how far the work is."""
        progress = self._progress
        if progress is None:
            return lambda _: None
        task = progress.add_task(title, total=total, unit=unit)
        return lambda completed: progress.update(task, completed=completed)


def _table(rows: Iterable[object], columns: Sequence[Column]) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, _ in columns:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_show(read(row))) for _, read in columns))
    return table


def _show(value: object) -> str:
    from datetime import datetime

    if value is None or value == "":
        return _NOTHING
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return str(value)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _write_json(value: object, stream: Any = None) -> None:
    import msgspec

    target = stream or sys.stdout.buffer
    target.write(msgspec.json.encode(value) + b"\n")
    target.flush()
