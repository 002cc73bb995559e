"""What every command shares: the options that say where and how, one way to fail, one way to speak."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goldsmith.commands.connection import Where, find_server
from goldsmith.commands.output import Output
from goldsmith.errors import GoldsmithError, MalformedError

if TYPE_CHECKING:
    from goldsmith.client import AsyncGoldsmith, Goldsmith

__all__ = ["Session", "new_group", "register", "register_offline"]

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value and nothing else.")]
UrlOption = Annotated[str | None, typer.Option("--url", help="The server. [env: GOLDSMITH_URL]", show_default=False)]
KeyOption = Annotated[str | None, typer.Option("--key", help="An API key. [env: GOLDSMITH_KEY]", show_default=False)]
CustomerOption = Annotated[
    str | None,
    typer.Option(
        "--customer", envvar="GOLDSMITH_CUSTOMER", help="Act for this customer (id or name).", show_default=False
    ),
]


class Session:
    """One run of a command: its output, and its client once it is needed."""

    def __init__(self, output: Output, url: str | None, key: str | None, customer: str | None) -> None:
        self.output = output
        self.customer = customer
        self._asked = (url, key)
        self._client: Goldsmith | None = None

    @property
    def names_server(self) -> bool:
        """Whether this run was told which server to use."""
        return self._asked[0] is not None

    @property
    def where(self) -> Where:
        return find_server(*self._asked)

    @property
    def client(self) -> Goldsmith:
        if self._client is None:
            from goldsmith.client import Goldsmith

            self._client = Goldsmith(self.where.url, self.where.key, customer=self.customer)
        return self._client

    def new_async_client(self, connections: int) -> AsyncGoldsmith:
        from goldsmith.client import AsyncGoldsmith

        return AsyncGoldsmith(self.where.url, self.where.key, customer=self.customer, connections=connections)

    def close(self) -> None:
        if self._client:
            self._client.close()


def new_group(help_text: str) -> typer.Typer:
    """Make a group of commands, as in `goldsmith keys …`."""
    return typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def register(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command that talks to a server: its first parameter is a Session, made from the shared options."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        return _install(app, name, command, {"url": UrlOption, "key": KeyOption, "customer": CustomerOption})

    return decorate


def register_offline(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command that needs no server: its first parameter is an Output."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        return _install(app, name, command, {})

    return decorate


def _install(app: typer.Typer, name: str, command: Callable[..., None], shared: dict[str, Any]) -> Callable[..., None]:
    """Give typer a function whose parameters are the command's own and the shared ones."""
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    taken = {parameter.name for parameter in own}
    added = {option: kind for option, kind in shared.items() if option not in taken}

    @wraps(command)
    def run(**given: Any) -> None:
        output = Output(as_json=given.pop("as_json"))
        asked = {option: given.pop(option) for option in added}
        session = Session(output, asked.get("url"), asked.get("key"), asked.get("customer"))
        try:
            command(session if shared else output, **given)
        except GoldsmithError as error:
            output.fail(error)
            raise typer.Exit(1) from error
        except OSError as error:
            output.fail(_about_the_system(error))
            raise typer.Exit(1) from error
        finally:
            session.close()

    extra = [_keyword(option, kind, None) for option, kind in added.items()] + [_keyword("as_json", JsonOption, False)]
    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own] + extra
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__
    app.command(name)(run)
    return command


def _keyword(name: str, kind: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _about_the_system(error: OSError) -> GoldsmithError:
    place = f"{error.filename}: " if error.filename else ""
    return MalformedError(f"{place}{error.strerror or error}.", code="system")
