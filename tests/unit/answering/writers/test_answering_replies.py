"""What a language model wrote, however it wrote it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.writers.replies import MOST_CHARACTERS, ReplyReader, Said


def read(text: str, *, size: int = 7) -> list[Said]:
    reader = ReplyReader()
    said = [
        one
        for start in range(0, len(text), size)
        for one in reader.feed(text[start : start + size])
    ]
    return [*said, *reader.finish()]


def pairs(text: str, *, size: int = 7) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.text, one.numbers) for one in read(text, size=size)]


def reply(*statements: object, answerable: bool = True) -> str:
    return json.dumps({"answerable": answerable, "statements": list(statements)})


ONE = {"text": "Traffic falls.", "paragraphs": [1, 2]}
TWO = {"text": "Rain rises.", "paragraphs": []}


# JSON


@pytest.mark.parametrize("size", [1, 5, 1_000])
def test_json_is_read(size: int) -> None:
    assert pairs(reply(ONE, TWO), size=size) == [("Traffic falls.", (1, 2)), ("Rain rises.", ())]


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{reply(ONE)}\n```",
        f"Here is the answer: {reply(ONE)} I hope that helps.",
        json.dumps({"statements": [ONE]}, indent=2),
        reply(ONE) + reply(ONE)[:20],
        reply(ONE, TWO)[: reply(ONE, TWO).index("Rain")],
        reply(1, None, "text", [], {"paragraphs": [1]}, {"text": 3}, ONE),
    ],
    ids=["fenced", "chatty", "indented", "twice", "broken off", "other things"],
)
def test_json_is_found_in_what_stands_around_it(text: str) -> None:
    assert pairs(text)[0] == ("Traffic falls.", (1, 2))
    assert all(one == ("Traffic falls.", (1, 2)) for one in pairs(text))


def test_a_statement_comes_as_soon_as_it_is_complete() -> None:
    whole = reply(ONE, TWO)
    cut = whole.index("}") + 1
    reader = ReplyReader()
    assert [one.text for one in reader.feed(whole[:cut])] == ["Traffic falls."]
    assert [one.text for one in [*reader.feed(whole[cut:]), *reader.finish()]] == ["Rain rises."]


def test_every_sentence_of_a_statement_is_one_of_its_own() -> None:
    assert pairs(reply({"text": "It rains. It snows! Nice?", "paragraphs": [3]})) == [
        ("It rains.", (3,)), ("It snows!", (3,)), ("Nice?", (3,))
    ]  # fmt: skip


def test_marks_in_a_text_are_numbers() -> None:
    assert pairs(reply({"text": "It rains [2].", "paragraphs": [1]})) == [("It rains.", (1, 2))]


@pytest.mark.parametrize(
    "numbers",
    [[0], [-1], [True], ["1"], [1.5], [None], {"a": 1}, "1", None, [10**4000]],
    ids=str,
)
def test_numbers_that_are_none_are_left_out(numbers: object) -> None:
    text = '{"statements": [{"text": "It rains.", "paragraphs": PLACE}]}'
    filled = "1" + "0" * 4_500 if numbers == [10**4000] else json.dumps(numbers)
    if numbers == [10**4000]:
        # Python refuses to read such a number; the statement is lost and nothing else.
        assert pairs(text.replace("PLACE", f"[{filled}]")) == []
    else:
        assert pairs(text.replace("PLACE", filled)) == [("It rains.", ())]


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        (reply(answerable=False), True),
        (reply(), False),
        (reply(ONE, answerable=False), False),
        ("I cannot answer that.", False),
        ("", False),
    ],
)
def test_a_refusal_is_known(text: str, declined: bool) -> None:
    reader = ReplyReader()
    list(reader.feed(text))
    list(reader.finish())
    assert reader.has_declined is declined


# Prose


@pytest.mark.parametrize("size", [1, 4, 1_000])
def test_prose_with_marks_is_read(size: int) -> None:
    text = "Traffic falls. [1][2] Rain rises [3]. It snows.\n- It is cold. [1, 2]\n2. Hot [4–6]"
    assert pairs(text, size=size) == [
        ("Traffic falls.", (1, 2)),
        ("Rain rises", (3,)),
        ("It snows.", ()),
        ("It is cold.", (1, 2)),
        ("Hot", (4, 5, 6)),
    ]


def test_prose_without_marks_cites_nothing() -> None:
    assert pairs("It rains. It snows.") == [("It rains.", ()), ("It snows.", ())]


def test_a_sentence_comes_as_soon_as_something_follows_its_marks() -> None:
    reader = ReplyReader()
    assert list(reader.feed("It rains. [1")) == []
    assert list(reader.feed("] ")) == []
    assert [one.text for one in reader.feed("And")] == ["It rains."]


@pytest.mark.parametrize(
    "text", ["[99999999999999999999]", "[" + "9" * 5_000 + "]", "[-1]", "[0x10]", "[]", "[1"]
)
def test_marks_that_are_none_are_text_or_nothing(text: str) -> None:
    assert all(number < 10**9 for _, numbers in pairs(f"It rains. {text}") for number in numbers)


def test_a_wide_range_stays_small() -> None:
    assert len(pairs("It rains. [1-999999999]")[0][1]) <= 51


def test_a_page_of_html_gives_no_numbers() -> None:
    page = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
    assert all(numbers == () for _, numbers in pairs(page))


def test_a_reply_without_end_is_not_read_to_the_end() -> None:
    reader = ReplyReader()
    while not reader.is_full:
        list(reader.feed("and so on " * 100))
    assert sum(len(one.text) for one in reader.finish()) <= MOST_CHARACTERS


@given(st.text(), st.integers(1, 50))
def test_nothing_makes_the_reader_fail(text: str, size: int) -> None:
    for prefix in ("", '{"statements": [', "[1] "):
        for one in read(prefix + text, size=size):
            assert one.text.strip()


@given(
    st.lists(
        st.sampled_from(['{"text":', '"a b."', ',"paragraphs":', "[1]", "}", "]", "{", '"', "\\"])
    )
)
def test_broken_json_never_fails(pieces: list[str]) -> None:
    read('{"statements": [' + "".join(pieces))
