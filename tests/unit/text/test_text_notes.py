"""Footnotes: marks that leave no trace, and what a reference says of its source."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.notes import (
    Unmarked,
    find_marks,
    is_reference,
    labels_at,
    name_of,
    read_reference,
    short_name,
    split_addresses,
    without_marks,
)
from assistant.text.sentences import split_sentences

LABELS = ("1", "cfo-2016", "β")
MARKS = [f"[^{label}]" for label in LABELS]

#: Anything that stands around marks, and marks that are defined, undefined, in code or escaped.
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [*MARKS, *MARKS, "[^2]", "[^", "]", "`", "\\", " ", "\n", ". ", "? ", "。"]
        ),
        st.sampled_from(
            ["It grew", "(CFO.com, 2016)", "3.5 %", "“so”", "增长", " | ", "e.g. this"]
        ),
        st.text(max_size=4),
    ),
    max_size=24,
).map("".join)


@given(TEXTS)
def test_a_mark_is_where_it_is_found(text: str) -> None:
    marks = find_marks(text, LABELS)
    assert all(text[mark.start : mark.end] == f"[^{mark.label}]" for mark in marks)
    assert all(one.end <= other.start for one, other in pairwise(marks))


@given(TEXTS)
def test_what_is_left_has_no_mark_and_all_else(text: str) -> None:
    marks = find_marks(text, LABELS)
    rest = list(text)
    for mark in marks:
        rest[mark.start : mark.end] = [""] * (mark.end - mark.start)
    left = without_marks(text, LABELS)
    assert "".join(left.split()) == "".join("".join(rest).split())
    assert marks or left == text


@given(TEXTS, st.data())
def test_a_piece_of_what_is_left_stands_where_it_says(text: str, data: st.DataObject) -> None:
    whole = Unmarked(text, LABELS)
    if not whole.text:
        return
    start = data.draw(st.integers(0, len(whole.text) - 1))
    end = data.draw(st.integers(start + 1, len(whole.text)))
    first, last = whole.place(start, end)
    assert 0 <= first < last <= len(text)
    piece = whole.text[start:end]
    if piece.strip() == piece:  # the white space for a missing one stands for a mark
        assert (text[first], text[last - 1]) == (piece[0], piece[-1])


@given(TEXTS)
def test_sentences_are_the_sources_own_characters_without_marks_around_them(text: str) -> None:
    end = 0
    for sentence in split_sentences(text, labels=LABELS):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= end
        end = sentence.end
        inside = [mark for mark in find_marks(text, LABELS) if mark.start < sentence.end]
        assert all(mark.end <= sentence.end for mark in inside)
        assert sentence.said.strip() == sentence.said != ""


@given(st.lists(st.sampled_from(["It grew fast.", "Then it fell (Reuters, 2017).", "So it goes."])))
def test_marks_change_no_sentence(sentences: list[str]) -> None:
    marked = " ".join(f"{one}[^1]" for one in sentences)
    assert [one.text for one in split_sentences(marked, labels=["1"])] == sentences


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A.[^1] B.", "A. B."),
        ("A.[^1]B.", "A. B."),
        ("A [^1].", "A."),
        ("A [^1] b", "A b"),
        ("A[^1], b", "A, b"),
        ("[^1] A", " A"),
        ("A[^1][^β] [^cfo-2016] b", "A b"),
        ("增长[^1]很快。[^1]然后", "增长很快。然后"),
        ("A[^2] `b[^1]` \\[^1]", "A[^2] `b[^1]` \\[^1]"),
        ("A | b[^1] | c", "A | b | c"),
    ],
)
def test_what_is_left_reads_well(text: str, left: str) -> None:
    assert without_marks(text, LABELS) == left


def test_every_label_counts_where_none_is_known() -> None:
    assert without_marks("A.[^x] B.[^1]", None) == "A. B."


def test_a_mark_belongs_to_the_sentence_it_stands_behind() -> None:
    text = "[^1] First.[^cfo-2016] Second[^1] one.[^β] [^1] Third."
    first, second, third = split_sentences(text, labels=LABELS)
    assert labels_at(text, first.start, first.end, LABELS) == ["1", "cfo-2016"]
    assert labels_at(text, second.start, second.end, LABELS) == ["1", "β"]
    assert labels_at(text, third.start, third.end, LABELS) == []
    assert (second.text, second.said) == ("Second[^1] one.", "Second one.")


@pytest.mark.parametrize(
    ("footnote", "publisher", "year", "url"),
    [
        (
            "CFO.com, “GE CFO Eyes 2020”, 2016, <https://www.cfo.com/x_y/>.",
            "CFO.com", 2016, "https://www.cfo.com/x_y/",
        ),
        ("Author, Title, https://example.org (2020)", "Author", 2020, "https://example.org"),
        ("<https://a.b/c>", None, None, "https://a.b/c"),
        ("[GE eyes](https://a.b/c_(d)), CFO.com, 2016", "CFO.com", 2016, "https://a.b/c_(d)"),
        ("Smith, J. (2020). Its title. https://doi.org/10.1/2", "Smith, J", 2020,
         "https://doi.org/10.1/2"),
        ("Reuters, https://www.reuters.com/x", "Reuters", None, "https://www.reuters.com/x"),
        ("Annual report, https://a.b", None, None, "https://a.b"),
        ("“Title”, *The Economist*, 12 May 2017, https://e.com (accessed 2020)",
         "The Economist", 2017, "https://e.com"),
        ("Copy (quoting A, 2019), “Title”, about 2021, https://a.b", "Copy (quoting A, 2019)",
         None, "https://a.b"),
        ("Shein, “Our Model”, n.d., https://shein.com", "Shein", None, "https://shein.com"),
    ],
)  # fmt: skip
def test_references_of_many_styles(
    footnote: str, publisher: str | None, year: int | None, url: str
) -> None:
    plain = "".join(f"{text}{address}" for text, address in split_addresses(footnote))
    found = read_reference(re.sub(r"[*]", "", plain))
    assert is_reference(found.text)
    assert (found.publisher, found.year, found.url) == (publisher, year, url)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    found = read_reference(text)
    assert found.publisher is None or found.publisher in found.text
    assert found.year is None or str(found.year) in found.text
    assert found.url is None or found.url in found.text
    assert name_of(found) or not found.text


@given(TEXTS)
def test_addresses_are_cut_out_as_they_are_written(text: str) -> None:
    assert all(not url or url in text for _, url in split_addresses(text))


def test_a_long_footnote_with_an_address_is_prose() -> None:
    assert not is_reference("It has a long history. " * 20 + "https://a.b")
    assert not is_reference("A remark.")


def test_short_names() -> None:
    assert short_name("PR Newswire, via Laotian Times") == "PR Newswire"
    assert short_name("(repost)") == "(repost)"
