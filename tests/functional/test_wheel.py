"""An installed copy, far from any checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.functional.command import (
    ESSAY_ID,
    PATIENCE_S,
    QUESTION,
    ROOT,
    SEEDS,
    Command,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # With pip's own settings of this machine: they say where the package index is.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=PATIENCE_S,
    )
    if done.returncode and "hatchling" in done.stderr:
        pytest.skip("no package index can be reached for the build backend, hatchling")
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into an environment that borrows everything else."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps"]
    subprocess.run([*pip, str(wheel)], capture_output=True, check=True, timeout=PATIENCE_S)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder


def test_the_wheel_holds_data_types_and_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "assistant/seeds/README.md",
        "assistant/prompts/README.md",
        "assistant/py.typed",
        *(f"assistant/schemas/{path.name}" for path in ROOT.glob("assistant/schemas/*.json")),
    } <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert all(name.startswith(("assistant/", "industrial_internet_assistant-")) for name in names)


def test_the_packed_documents_are_the_checkouts_byte_for_byte(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    folder = "assistant/seeds/"
    packed = {
        name.removeprefix(folder): archive.read(name)
        for name in archive.namelist()
        if name.startswith(folder)
    }

    assert packed == {path.name: path.read_bytes() for path in SEEDS.iterdir()}
    assert len(packed) == 18


def test_an_installed_copy_answers_from_its_packed_seeds(
    installed: Path, tmp_path: Path, cache: Path
) -> None:
    home, place = tmp_path / "home", tmp_path / "place"
    home.mkdir()
    place.mkdir()
    # The exported model is shared, as a user's second environment would share it.
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "ASSISTANT_CACHE": str(cache)}
    command = Command(env=env, cwd=place, start=(str(installed / "bin" / "assistant"),))
    done = command("ask", QUESTION, "--json")

    assert done.status == 0, done.err
    index = home / ".local" / "share" / "industrial-internet-assistant" / "index"
    assert done.complaint.endswith(f"/assistant/seeds in {index}")
    citations = done.document["citations"]
    assert (ESSAY_ID, 2) in {(one["document"], one["paragraph"]) for one in citations}
    for one in citations:
        path = index.parent / one["path"]
        assert path.is_relative_to(installed)
        assert path.read_text("utf-8")[one["start"] : one["end"]] == one["quote"]
    assert len(command("documents", "--json").document["documents"]) == 17
    assert list(place.iterdir()) == []


def test_an_installed_copy_is_a_typed_library_with_schemas(installed: Path, tmp_path: Path) -> None:
    program = (
        "import json, assistant, importlib.resources as r; f = r.files('assistant')\n"
        "print(json.dumps([assistant.__file__, f.joinpath('py.typed').is_file(),"
        " json.loads(f.joinpath('schemas/answer.schema.json').read_text())['title']]))"
    )
    done = subprocess.run(
        [installed / "bin" / "python", "-c", program],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        timeout=PATIENCE_S,
    )
    file, is_typed, title = json.loads(done.stdout)

    assert Path(file).is_relative_to(installed)
    assert is_typed
    assert title == "Answer"
