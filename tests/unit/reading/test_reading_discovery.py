"""Which files are found, and what the others' problems are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SourceError
from assistant.reading.discovery import Discovery, document_id, find_files


def make(folder: Path, *names: str, text: str = "Text.") -> None:
    """Write files, and the folders above them."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def find(source: Path, *, max_bytes: int = 1000) -> Discovery:
    return find_files(source, max_bytes=max_bytes)


def names(discovery: Discovery) -> list[str]:
    return [str(file.relative) for file in discovery.files]


def problems(discovery: Discovery) -> dict[str, str]:
    return {problem.relative: problem.reason for problem in discovery.problems}


def test_takes_text_and_markdown_in_a_fixed_order(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a/y.MARKDOWN", "a.text", "picture.png", "noted", "A.TXT")
    discovery = find(tmp_path)
    assert names(discovery) == ["A.TXT", "a/y.MARKDOWN", "a/z.md", "a.text", "b.txt"]
    assert discovery.files[1].path == tmp_path / "a" / "y.MARKDOWN"
    assert discovery.files[0].size == len("Text.")
    assert (discovery.problems, discovery.ignored) == ((), 2)


def test_leaves_hidden_files_and_readmes_out(tmp_path: Path) -> None:
    make(tmp_path, ".a.txt", ".b/c.txt", "README.md", "x/Readme.txt", "readme-too.md")
    discovery = find(tmp_path)
    assert (names(discovery), discovery.ignored) == (["readme-too.md"], 0)


@pytest.mark.parametrize("name", ["README.md", ".hidden.txt", "essay", "essay.pdf"])
def test_takes_a_named_file_whatever_its_name(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)
    assert names(find(tmp_path / name)) == [name]


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(SourceError, match=f"{re.escape(repr(str(missing)))}; check"):
        find(missing)


def test_a_source_with_an_impossible_name_is_missing() -> None:
    with pytest.raises(SourceError, match="check the path"):
        find(Path("a\0b"))


def test_a_source_that_links_to_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(SourceError, match="leads to itself"):
        find(tmp_path / "loop")


def test_follows_links(tmp_path: Path) -> None:
    make(tmp_path, "out/a.txt", "out/deep/b.txt")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "c.txt").symlink_to(tmp_path / "out" / "a.txt")
    (tmp_path / "in" / "d").symlink_to(tmp_path / "out" / "deep")
    assert names(find(tmp_path / "in")) == ["c.txt", "d/b.txt"]


def test_a_loop_of_links_is_a_problem(tmp_path: Path) -> None:
    make(tmp_path, "a/b/c.txt")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "self.txt").symlink_to("self.txt")
    discovery = find(tmp_path)
    assert names(discovery) == ["a/b/c.txt"]
    assert problems(discovery) == {
        "a/b/up": "a symbolic link back to 'a': a loop",
        "self.txt": "a symbolic link that leads to itself",
    }


def test_a_folder_is_read_once_and_by_its_own_name(tmp_path: Path) -> None:
    make(tmp_path, "real/a.txt")
    (tmp_path / "alias").symlink_to("real")
    discovery = find(tmp_path)
    assert names(discovery) == ["real/a.txt"]
    assert problems(discovery) == {"alias": "the same folder as 'real', which is read"}


def test_links_that_multiply_do_not_hang(tmp_path: Path) -> None:
    for level in range(40):
        make(tmp_path, f"{level}/a.txt")
        for name in ("x", "y"):
            (tmp_path / str(level) / name).symlink_to(tmp_path / str(level + 1))
    assert len(find(tmp_path / "0").files) == 40


def test_problems_are_told_with_their_reason(tmp_path: Path) -> None:
    make(tmp_path, "large.txt", text="x" * 2000)
    make(tmp_path, "ok.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "broken.md").symlink_to("nothing")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("x", encoding="utf-8")
    discovery = find(tmp_path)
    assert names(discovery) == ["ok.txt"]
    assert problems(discovery) == {
        "broken.md": "a symbolic link to nothing, or removed meanwhile",
        "large.txt": "2,000 bytes, over the limit of 1,000",
        "pipe.txt": "not a regular file",
        "\\udcff.txt": "its name is not valid Unicode",
    }


def test_a_named_pipe_is_a_problem_and_no_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert problems(find(tmp_path / "pipe")) == {"pipe": "not a regular file"}


@pytest.fixture
def shared() -> Iterator[Path]:
    """Make a folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_what_may_not_be_read_is_a_problem(shared: Path) -> None:
    make(shared, "a.txt", "b.txt", "shut/c.txt")
    (shared / "a.txt").chmod(0)
    (shared / "shut").chmod(0)
    try:
        told = as_nobody(shared)
    finally:
        (shared / "shut").chmod(0o755)
    assert told == ["b.txt", "a.txt may not be read", "shut may not be read"]


def test_a_source_that_may_not_be_read_is_named(shared: Path) -> None:
    shut = shared / "shut"
    make(shut, "a.txt")
    shut.chmod(0)
    try:
        told = as_nobody(shut)
    finally:
        shut.chmod(0o755)
    assert told == [f"{str(shut)!r} may not be read"]


def as_nobody(source: Path) -> list[str]:
    """Look through `source` in a process that permissions bind, even if the tests run as root."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from assistant.errors import SourceError\n"
        "from assistant.reading.discovery import find_files\n"
        "source = Path(sys.argv[1])\n"
        "if os.geteuid() == 0:\n"
        "    os.seteuid(65534)\n"
        "try:\n"
        "    found = find_files(source, max_bytes=1000)\n"
        "except SourceError as error:\n"
        "    print(str(error).partition(';')[0])\n"
        "else:\n"
        "    print(*[file.relative for file in found.files], sep='\\n')\n"
        "    for problem in found.problems:\n"
        "        print(problem.relative, problem.reason.partition(';')[0])\n"
    )
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", script, str(source)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": root}
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("industrial-internet-not-a-copy.txt", "industrial-internet-not-a-copy"),
        ("Notes/2022/Café au lait.md", "notes-2022-cafe-au-lait"),
        ("产业互联网.txt", "chan-ye-hu-lian-wang"),
        ("v1.2 notes.txt", "v1-2-notes"),
        (".env", "env"),
    ],
)
def test_ids(path: str, expected: str) -> None:
    assert document_id(PurePosixPath(path)) == expected


def test_a_name_without_words_becomes_a_hash() -> None:
    assert re.fullmatch(r"notes-[0-9a-f]{8}", document_id(PurePosixPath("notes/😀.txt")))
    assert document_id(PurePosixPath("😀.txt")) != document_id(PurePosixPath("😁.txt"))


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), min_size=1))
def test_any_path_has_an_id(parts: list[str]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", document_id(PurePosixPath(*parts, "x😀.txt")))
