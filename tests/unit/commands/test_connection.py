from __future__ import annotations

import json
from pathlib import Path

import pytest

from goldsmith.commands.connection import Where, config_file, find_server, forget_login, remember_login
from goldsmith.errors import GoldsmithError, UnauthenticatedError

pytestmark = pytest.mark.usefixtures("home")


def test_options_come_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDSMITH_URL", "http://env")
    monkeypatch.setenv("GOLDSMITH_KEY", "env")
    assert find_server("http://option", "option") == ("http://option", "option")
    assert find_server(None, None) == ("http://env", "env")


def test_a_login_is_kept_readable_by_its_owner_only() -> None:
    path = remember_login(Where("http://there", "live_x"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert find_server(None, None) == ("http://there", "live_x")


def test_a_login_made_twice_stays_closed_to_others() -> None:
    remember_login(Where("http://a", "1"))
    config_file().chmod(0o644)
    assert remember_login(Where("http://b", "2")).stat().st_mode & 0o777 == 0o600


def test_signing_out_forgets_the_key() -> None:
    remember_login(Where("http://there", "live_x"))
    assert forget_login()
    assert not forget_login()
    with pytest.raises(UnauthenticatedError, match="goldsmith login"):
        find_server(None, None)


def test_the_product_on_this_machine_needs_no_login(home: Path) -> None:
    folder = home / "goldsmith-data"
    folder.mkdir()
    (folder / "admin-key").write_text(json.dumps({"url": "http://127.0.0.1:8000", "key": "live_admin"}))
    assert find_server(None, None) == ("http://127.0.0.1:8000", "live_admin")


def test_a_key_is_never_sent_to_another_server_than_its_own() -> None:
    remember_login(Where("http://there", "live_x"))
    with pytest.raises(UnauthenticatedError):
        find_server("http://elsewhere", None)


def test_a_broken_login_file_is_said_to_be_one() -> None:
    remember_login(Where("http://there", "live_x")).write_text("{")
    with pytest.raises(GoldsmithError, match="Remove it"):
        find_server(None, None)
