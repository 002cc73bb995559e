"""A new modality is one folder: made by one command, found by its place."""

import subprocess
import sys

import pytest

from goldsmith.errors import ConflictError, InvalidError
from goldsmith.scaffold import main, make_modality


def test_one_command_makes_a_modality_that_the_registry_finds(tmp_path):
    assert main(["thermal_map", "--into", str(tmp_path)]) == 0
    folder = tmp_path / "thermal_map"
    assert 'name: "thermal_map.v1"' in (folder / "web" / "index.tsx").read_text()
    code = "from goldsmith.modalities import registry; print(registry.get('thermal_map.v1').probe)"
    environment = {"GOLDSMITH_EXTRA_MODALITIES": str(folder), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "thermal_map.probe:probe"


def test_a_folder_that_is_there_is_not_touched(tmp_path, capsys):
    make_modality("thermal", tmp_path)
    with pytest.raises(ConflictError):
        make_modality("thermal", tmp_path)
    assert main(["thermal", "--into", str(tmp_path)]) == 1
    assert "there already" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "a", "Thermal", "../x", "a-b", "1a", "blank", "x" * 32])
def test_a_name_that_cannot_be_a_package_is_refused(tmp_path, name):
    with pytest.raises(InvalidError):
        make_modality(name, tmp_path)


def test_a_folder_named_like_a_library_is_refused_with_a_reason(tmp_path):
    folder = make_modality("msgspec", tmp_path)
    code = "from goldsmith.modalities import registry; registry.registered()"
    environment = {"GOLDSMITH_EXTRA_MODALITIES": str(folder), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
