"""From the text of a Python file to its labeling functions, with a sentence and a line for whatever is wrong."""

from __future__ import annotations

import ast
import re
import sys
import traceback
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from goldsmith.errors import InvalidError
from goldsmith.functions.decorator import MADE, LabelFunction

__all__ = ["MOST_FUNCTIONS", "find_constants", "load_functions", "where_it_failed"]

MOST_FUNCTIONS: Final = 50
FILE: Final = "<labeling functions>"
_MODULE: Final = "labeling_functions"
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\Z")


def load_functions(source: str) -> list[LabelFunction]:
    """Run the text as a module and collect its labeling functions. InvalidError says what is wrong, and in which line.

    The text is somebody's program: only call this where it may run.
    """
    code = compile(parse(source), FILE, "exec", dont_inherit=True)
    module = ModuleType(_MODULE)
    sys.modules[_MODULE] = module
    MADE.clear()
    try:
        exec(code, module.__dict__)  # noqa: S102  (running the file is what was asked for; the sandbox bounds it)
    except BaseException as error:
        raise _refuse(f"The file cannot be loaded: {where_it_failed(error)}") from None
    functions = list(MADE)
    _check(functions)
    return functions


def parse(source: str) -> ast.Module:
    try:
        return ast.parse(source, FILE)
    except SyntaxError as error:
        raise _refuse(f"Line {error.lineno or 1} is not Python: {error.msg}.") from None
    except (ValueError, RecursionError, MemoryError):
        raise _refuse("This file is not Python that can be read: it is nested too deeply or holds a NUL.") from None


def where_it_failed(error: BaseException) -> str:
    """Say an exception in one line, with the line of the file that raised it."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    try:
        message = str(error)
    except BaseException:  # a stranger's __str__ may do anything
        message = ""
    said = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return f"{said[:300]} (line {lines[-1]})" if lines else said[:300]


def find_constants(source: str) -> dict[int, list[tuple[int, Any]]]:
    """List the constants that each function plainly returns: first line of the function → (line, constant)."""
    found = {}
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found[first] = [(leaf.lineno, leaf.value) for value in _returned(node.body) for leaf in _constants(value)]
    return found


def _returned(body: list[ast.stmt]) -> Iterator[ast.expr]:
    """Every expression that these statements return, without those of functions inside."""
    for statement in body:
        if isinstance(statement, ast.Return) and statement.value is not None:
            yield statement.value
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for field in ("body", "orelse", "finalbody"):
                yield from _returned(getattr(statement, field, []))
            for branch in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
                yield from _returned(branch.body)


def _constants(value: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value
    elif isinstance(value, ast.IfExp):
        yield from _constants(value.body)
        yield from _constants(value.orelse)


def _check(functions: list[LabelFunction]) -> None:
    if not functions:
        raise _refuse("No function in this file is marked with @label_function.")
    if len(functions) > MOST_FUNCTIONS:
        raise _refuse(f"A file holds at most {MOST_FUNCTIONS} labeling functions; this one has {len(functions)}.")
    seen: dict[str, int] = {}
    for function in functions:
        _check_options(function)
        if function.name in seen:
            raise _refuse(f"Line {function.line}: {function.name} is there already, in line {seen[function.name]}.")
        seen[function.name] = function.line


def _check_options(function: LabelFunction) -> None:
    at = f"Line {function.line}"
    if not isinstance(function.name, str) or not _NAME.match(function.name):
        raise _refuse(f"{at}: a function's name is 1 to 64 letters, digits and _ . - of ASCII.")
    if function.attribute is not None and not isinstance(function.attribute, str):
        raise _refuse(f"{at}: {function.name} names its attribute by something that is not text.")
    sure = function.confidence
    if sure is not None and (isinstance(sure, bool) or not isinstance(sure, int | float) or not 0 <= sure <= 1):
        raise _refuse(f"{at}: the confidence of {function.name} is a number from 0 to 1.")


def _refuse(sentence: str) -> InvalidError:
    return InvalidError(sentence, code="bad_functions", field="source")
