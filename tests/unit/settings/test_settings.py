"""Settings: where each value comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.settings import Settings, checkout, load

PROJECT = '[project]\nname = "industrial-internet-assistant"\n'


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder some way below the one with a settings file."""
    folder = tmp_path / "project" / "deep" / "down"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def project(here: Path) -> Path:
    return here.parents[1]


def write(folder: Path, content: str, *, name: str = "assistant.toml") -> Path:
    (folder / name).write_text(content, "utf-8")
    return folder / name


# Precedence


def test_defaults_hold_where_nothing_is_said(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_CACHE")
    monkeypatch.delenv("ASSISTANT_MODEL")
    loaded = load({}, start=here)
    assert set(loaded.origins.values()) == {"default"}
    assert loaded.origins.keys() == set(Settings.__dataclass_fields__)
    assert loaded.settings.k == 8
    assert loaded.settings.embedding_model == "all-MiniLM-L6-v2"
    assert loaded.strangers == ()


def test_each_layer_outdoes_the_one_below(
    here: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(project, "k = 11\nwrong_in_100 = 10\nmax_file_mb = 1\n")
    monkeypatch.setenv("ASSISTANT_K", "12")
    monkeypatch.setenv("ASSISTANT_WRONG_IN_100", "2")

    loaded = load({"k": 13}, start=here)

    assert (loaded.settings.k, loaded.origins["k"]) == (13, "call")
    assert (loaded.settings.wrong_in_100, loaded.origins["wrong_in_100"]) == (
        2.0,
        "ASSISTANT_WRONG_IN_100",
    )
    assert (loaded.settings.max_file_mb, loaded.origins["max_file_mb"]) == (1.0, str(file))
    assert loaded.origins["embedding_model"] == "default"


def test_none_means_not_given(here: Path) -> None:
    loaded = load({"k": None, "index": None}, start=here)
    assert (loaded.settings.k, loaded.origins["k"]) == (8, "default")


def test_the_working_directory_is_where_the_search_begins(
    project: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, "k = 3")
    monkeypatch.chdir(here)
    assert load({}).settings.k == 3


def test_the_nearest_file_wins_alone(here: Path, project: Path) -> None:
    write(project, "k = 3\nwrong_in_100 = 90")
    near = write(here.parent, "k = 4")
    loaded = load({}, start=here)
    assert (loaded.settings.k, loaded.origins["k"]) == (4, str(near))
    assert loaded.origins["wrong_in_100"] == "default"


def test_a_table_in_pyproject_counts(here: Path, project: Path) -> None:
    file = write(project, "[tool.assistant]\nk = 5\n", name="pyproject.toml")
    loaded = load({}, start=here)
    assert (loaded.settings.k, loaded.origins["k"]) == (5, str(file))


def test_an_own_file_comes_before_pyproject_beside_it(here: Path, project: Path) -> None:
    write(project, "[tool.assistant]\nk = 5\n", name="pyproject.toml")
    write(project, "k = 6")
    assert load({}, start=here).settings.k == 6


def test_a_pyproject_without_a_table_does_not_end_the_search(here: Path, project: Path) -> None:
    write(project, "k = 6")
    write(here, "[tool.other]\nk = 5\n", name="pyproject.toml")
    assert load({}, start=here).settings.k == 6


# What has no meaning


@pytest.mark.parametrize("key", ["kk", "K", "index_folder"])
def test_an_unknown_key_is_refused_with_its_origin(here: Path, project: Path, key: str) -> None:
    with pytest.raises(SettingsError, match=rf"'{key}' in call.*known are .*wrong_in_100"):
        load({key: 1}, start=here)
    file = write(project, f"{key} = 1")
    with pytest.raises(SettingsError, match=key) as error:
        load({}, start=here)
    assert str(file) in str(error.value)


def test_unknown_variables_are_listed_not_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_KAY", "3")
    monkeypatch.setenv("ASSISTANT_A", "3")
    monkeypatch.setenv("ASSISTANT_K", "3")
    loaded = load({}, start=here)
    assert loaded.strangers == ("ASSISTANT_A", "ASSISTANT_KAY")
    assert loaded.settings.k == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", 0), ("k", 1_001), ("k", "many"), ("k", 2.5), ("k", True), ("k", [1]), ("k", ""),
        ("wrong_in_100", -0.1), ("wrong_in_100", 100.1), ("wrong_in_100", "nan"),
        ("wrong_in_100", float("inf")), ("wrong_in_100", "high"), ("wrong_in_100", {}),
        ("max_file_mb", 0), ("max_file_mb", -1), ("max_file_mb", "1e9"),
        ("embedding_model", ""), ("embedding_model", "  "), ("embedding_model", False),
        ("index", ""), ("cache", " "), ("corpus", False), ("index", ["a"]),
    ],
)  # fmt: skip
def test_a_value_without_meaning_is_refused_in_one_line(
    here: Path, name: str, value: object
) -> None:
    with pytest.raises(SettingsError) as error:
        load({name: value}, start=here)
    assert f"the setting {name} from call is {value!r}" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_variable_s_value_without_meaning_names_the_variable(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_K", "some")
    with pytest.raises(SettingsError, match="ASSISTANT_K"):
        load({}, start=here)


@pytest.mark.parametrize(
    "content", [b"k = ", b"\xff\xfe", b"k = 1\nk = 2", b'[project]\nname = "x', b"\x00"]
)
@pytest.mark.parametrize("name", ["assistant.toml", "pyproject.toml"])
def test_a_file_that_cannot_be_read_is_named(
    here: Path, project: Path, name: str, content: bytes
) -> None:
    (project / name).write_bytes(content)
    with pytest.raises(SettingsError, match=name) as error:
        load({}, start=here)
    assert "\n" not in str(error.value)


@given(st.one_of(st.integers(1, 1_000), st.integers(1, 1_000).map(str)))
def test_a_number_may_be_written_as_text(k: int | str) -> None:
    assert load({"k": k}, start=Path("/")).settings.k == int(k)


# Paths


@pytest.mark.parametrize("name", ["index", "corpus", "cache"])
def test_a_relative_path_in_a_file_counts_from_the_file(
    here: Path, project: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_CACHE")
    monkeypatch.delenv("ASSISTANT_MODEL")
    write(project, f'{name} = "some/where"')
    assert getattr(load({}, start=here).settings, name) == project / "some/where"


def test_a_relative_path_in_a_call_or_variable_counts_from_the_working_directory(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here)
    monkeypatch.setenv("ASSISTANT_CORPUS", "texts")
    settings = load({"index": "idx"}).settings
    assert (settings.index, settings.corpus) == (here / "idx", here / "texts")


def test_the_home_folder_may_be_abbreviated(
    here: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(project, 'corpus = "~/texts"')
    settings = load({"index": "~/idx"}, start=here).settings
    assert (settings.index, settings.corpus) == (tmp_path / "idx", tmp_path / "texts")


def test_every_path_is_absolute(here: Path) -> None:
    settings = load({"index": Path("idx")}, start=here).settings
    assert all(path.is_absolute() for path in (settings.index, settings.corpus, settings.cache))


# The checkout


def make_checkout(folder: Path, *, content: str = PROJECT) -> Path:
    (folder / "seeds").mkdir()
    write(folder, content, name="pyproject.toml")
    return folder


def test_in_a_checkout_index_and_seeds_are_its_own(here: Path, project: Path) -> None:
    make_checkout(project)
    settings = load({}, start=here).settings
    assert (settings.index, settings.corpus) == (project / "index", project / "seeds")


def test_elsewhere_the_index_is_in_the_user_s_data_directory(here: Path, tmp_path: Path) -> None:
    settings = load({}, start=here).settings
    assert settings.index.is_relative_to(tmp_path / "data")
    assert list(settings.corpus.glob("*.txt"))


@pytest.mark.parametrize("content", ['[project]\nname = "another"\n', "", "[tool.x]\n"])
def test_another_project_is_no_checkout(here: Path, project: Path, content: str) -> None:
    make_checkout(project, content=content)
    assert checkout(here) is None


def test_a_folder_without_seeds_is_no_checkout(here: Path, project: Path) -> None:
    write(project, PROJECT, name="pyproject.toml")
    assert checkout(here) is None


def test_the_checkout_is_found_from_itself_and_from_below(here: Path, project: Path) -> None:
    make_checkout(project)
    assert checkout(here) == checkout(project) == project
    assert checkout(project.parent) is None
