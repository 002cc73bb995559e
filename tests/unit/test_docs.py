"""The documents are part of the product: links lead somewhere, code compiles, commands exist, words are explained."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.util
import re
import shlex
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook
from typer.main import get_command

from goldsmith.cli import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *EXAMPLES.rglob("*.md"), *(ROOT / "src").rglob("*.md")])
HOW_TOS = sorted(
    [*(DOCS / "how-to").glob("*.md"), *(DOCS / "tutorial").glob("*.md"), *EXAMPLES.rglob("*.md"), ROOT / "README.md"]
)
MIGRATIONS = sorted((ROOT / "src" / "goldsmith" / "migrations").glob("*.sql"))
SHELLS = {"bash", "sh"}


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def code_blocks(page: Path, *languages: str) -> Iterator[str]:
    for language, code in re.findall(
        r"^```(\w+)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        if language in languages:
            yield code


def headings(page: Path) -> set[str]:
    """The anchors that a page offers, as GitHub spells them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def commands_of(line: str) -> Iterator[list[str]]:
    """Each call of `goldsmith` in one line of shell."""
    for part in re.split(r"\$\(|[|;)]", line):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:
            continue
        if words[:1] == ["goldsmith"]:
            yield words[1:]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert not anchor or anchor in headings(found), target


@pytest.mark.parametrize("page", HOW_TOS, ids=name_of)
def test_code_in_how_tos_compiles(page: Path) -> None:
    for code in code_blocks(page, "python"):
        ast.parse(code)
    for code in code_blocks(page, *SHELLS):
        checked = subprocess.run(["bash", "-n"], input=code, text=True, capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("page", HOW_TOS, ids=name_of)
def test_every_command_that_is_shown_exists_with_its_options(page: Path) -> None:
    for code in code_blocks(page, *SHELLS):
        for line in code.replace("\\\n", " ").splitlines():
            for words in commands_of(line):
                check_command(words, line)


def check_command(words: list[str], line: str) -> None:
    command: Any = get_command(app)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        if words[0] not in command.commands and hasattr(command, "otherwise"):
            words = [command.otherwise, *words]
        assert words[0] in command.commands, line
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    assert used <= known | {"--help"}, line


def test_a_shown_command_that_does_not_exist_is_found() -> None:
    with pytest.raises(AssertionError):
        check_command(["projects", "destroy"], "")
    with pytest.raises(AssertionError):
        check_command(["export", "--colour", "red"], "")


def test_every_how_to_is_reachable_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in [
        *(DOCS / "how-to").glob("*.md"),
        *(DOCS / "reference").glob("*.md"),
        *(DOCS / "tutorial").glob("*.md"),
    ]:
        assert name_of(page) in readme


def test_every_decision_is_listed() -> None:
    listed = (DOCS / "why" / "README.md").read_text(encoding="utf-8")
    for page in (DOCS / "why").glob("[0-9]*.md"):
        assert page.name in listed


def test_the_readme_opens_with_the_two_commands_and_a_picture() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = next(code_blocks(ROOT / "README.md", "bash"))
    assert [line.partition("#")[0].strip() for line in first.splitlines()] == ["make up", "make test"]
    assert readme.index("make test") < readme.index("![") < readme.index("## ")


def words_of_the_database() -> set[str]:
    """Every table, and every word that a state, stage, kind or role can have."""
    sql = "\n".join(path.read_text(encoding="utf-8") for path in MIGRATIONS)
    words = set(re.findall(r"^create table (?:if not exists )?(\w+)", sql, re.MULTILINE))
    for listed in re.findall(r"(?:as enum|\bin) \(([^()]*)\)", sql):
        words |= set(re.findall(r"'(\w+)'", listed))
    return words


def test_the_glossary_explains_every_table_and_state() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(\w+)`", glossary)) | set(re.findall(r"\*\*([\w ]+)\*\*", glossary))
    words = words_of_the_database()
    assert {"task", "leased", "reconcile", "admin", "live"} <= words
    formats = {"jsonl", "csv"}
    assert sorted(words - explained - formats) == []


def test_the_list_of_event_kinds_is_the_one_in_the_code() -> None:
    sources = [*(ROOT / "src" / "goldsmith").rglob("*.py"), *(ROOT / "src" / "goldsmith").rglob("*.sql")]
    written = {
        kind
        for path in sources
        if "client" not in path.parts
        for kind in re.findall(r"record\(\s*tx,\s*\"(\w+\.\w+)\"", path.read_text(encoding="utf-8"))
        + re.findall(r"select :customer_id, '(\w+\.\w+)'", path.read_text(encoding="utf-8"))
    }
    page = (DOCS / "reference" / "events.md").read_text(encoding="utf-8")
    assert {"annotation.submitted", "tasks.created", "assignment.leased"} <= written
    assert sorted(kind for kind in written if f"`{kind}`" not in page) == []


def test_the_settings_page_names_every_variable_that_is_read() -> None:
    source = (ROOT / "src" / "goldsmith" / "settings.py").read_text(encoding="utf-8")
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    variables = set(re.findall(r"\"((?:GOLDSMITH|DATABASE)_[A-Z_]+)\"", source))
    assert "GOLDSMITH_OFFLINE" in variables
    assert sorted(name for name in variables if f"`{name}`" not in page) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_http_reference_is_what_the_server_describes() -> None:
    spec = importlib.util.spec_from_file_location("build_reference", DOCS / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    described = writer.read_api()
    assert writer.show_api(described) == writer.API_FILE.read_text(encoding="utf-8"), (
        "run: python docs/build_reference.py"
    )
    assert writer.build(described) == writer.TARGET.read_text(encoding="utf-8"), "run: python docs/build_reference.py"


def test_the_documented_check_of_a_webhook_accepts_what_we_sign_and_nothing_else() -> None:
    code = next(code for code in code_blocks(DOCS / "how-to" / "webhooks.md", "python") if "def is_genuine" in code)
    documented: dict[str, Any] = {}
    exec(compile(code, "webhooks.md", "exec"), documented)
    secret = "whsec_" + base64.b64encode(hashlib.sha256(b"any").digest()).decode()
    now, body = datetime.now(UTC), '{"type": "delivery.ready"}'
    headers = {
        "webhook-id": "event_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("event_1", now, body),
    }
    assert documented["is_genuine"](secret, headers, body.encode())
    assert not documented["is_genuine"](secret, headers, body.encode() + b" ")
    assert not documented["is_genuine"](secret, headers | {"webhook-timestamp": "1"}, body.encode())


FORBIDDEN = (
    r"(?<![\w./-])/(?:home|mnt|root|tmp|Users|work)/",
    r"\b(?:issue|ticket|PR) #?\d",
    r"\bTODO\b|\bFIXME\b|\bTBD\b",
    r"\b(?:simply|easily|blazing|seamless\w*|powerful|world-class)\b",
)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_speaks_of_one_machine_of_planning_or_in_superlatives(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for pattern in FORBIDDEN:
        assert not re.search(pattern, text, re.IGNORECASE), pattern
