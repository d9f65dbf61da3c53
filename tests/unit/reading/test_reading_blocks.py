"""Blocks and lines: trimming, folding, cutting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.blocks import pieces, plain_words, trim
from assistant.reading.lines import lines_of, views_of
from assistant.reading.plain import parse_plain
from assistant.text.lines import split_lines

SPACED = st.text(st.sampled_from("ab.  \t\n\r\u00a0\u2028\u3000é\u0301😀"))


@given(SPACED, st.integers(0, 9))
def test_trim_strips(text: str, start: int) -> None:
    begin, end = trim(text, min(start, len(text)), len(text))
    assert text[begin:end] == text[start:].strip()


@given(SPACED)
def test_plain_words_folds_white_space(text: str) -> None:
    assert plain_words(text) == " ".join(text.split())


def test_plain_words_folds_a_long_text() -> None:
    assert plain_words("some words\n " * 50_000) == " ".join(["some words"] * 50_000)


@given(SPACED, st.integers(1, 5), st.integers(0, 5))
def test_pieces_cover_the_text(text: str, size: int, more: int) -> None:
    spans = pieces(text, size, longest=size + more)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= size + more for start, end in spans)


@given(SPACED)
def test_lines_are_those_of_an_editor(text: str) -> None:
    found = [text[line.start : line.end] for line in lines_of(text)]
    assert found == [line.strip() for _, line in split_lines(text) if line.strip()]


@given(SPACED)
def test_a_line_knows_whether_a_blank_one_comes_before(text: str) -> None:
    words = [bool(line.strip()) for _, line in split_lines(text)]
    blank = [not before for before, word in zip([False, *words], words, strict=False) if word]
    assert [line.blank_before for line in lines_of(text)] == blank


@given(SPACED)
def test_views_are_the_lines_with_their_neighbours(text: str) -> None:
    lines = [None, *lines_of(text), None, None]
    seen = [(view.before, view.line, view.after, view.beyond) for view in views_of(text)]
    assert seen == list(zip(lines, lines[1:], lines[2:], lines[3:], strict=False))


@given(st.text() | SPACED)
def test_any_plain_text_keeps_the_invariants(text: str) -> None:
    end = 0
    for block in parse_plain(text).blocks:
        piece = text[block.start : block.end]
        assert end <= block.start < block.end
        assert piece == piece.strip()
        assert block.plain == " ".join(piece.split())
        end = block.end


@given(st.text(st.sampled_from("aB1.- \n")))
def test_no_word_of_a_plain_text_is_lost(text: str) -> None:
    layout = parse_plain(text)
    told = [layout.title or "", layout.author or "", *(block.plain for block in layout.blocks)]
    headings = {heading for block in layout.blocks for heading in block.section}
    kept = " ".join([*told, *headings])
    for word in text.split():
        assert word in kept or not any(map(str.isalnum, word))
