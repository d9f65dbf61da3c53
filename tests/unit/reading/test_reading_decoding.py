"""Decoding: the right text, or a reason."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFileError
from assistant.reading.decoding import decode

GERMAN = "Die Größe der Straße überraschte Müller, und schöne Grüße kamen später. "


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), st.sampled_from("\n\r"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_comes_back_as_written(encoding: str, text: str, line_break: str) -> None:
    # A mark of its own would be taken for the file's.
    text = "A" + text + line_break
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_says_which_unicode_encoding_and_drops_the_mark(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + "Grüße\r\n".encode(encoding))
    assert (decoded.text, decoded.encoding) == ("Grüße\r\n", encoding)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", GERMAN),
        ("cp1252", "Le café était fermé, mais l’été reviendra bientôt — où êtes-vous ?"),
        ("cp1252", "Plain English with one apostrophe, it’s here. " * 20),
        ("cp1250", "Zażółć gęślą jaźń, żółty i święty, a łódź płynie dalej w górę rzeki."),
        ("cp1250", "W górę rzeki płynie łódź, a święty Mikołaj dalej czeka na brzegu rzeki."),
        ("cp1251", "Промышленный интернет не является копией потребительского интернета."),
        ("koi8_r", "Промышленный интернет не является копией потребительского интернета."),
        ("gb18030", "产业互联网不是消费互联网的翻版。毫无疑问，新一轮发展正在进行。"),
        ("big5", "產業互聯網不是消費互聯網的翻版。毫無疑問，新一輪發展正在進行。"),
        ("cp932", "産業インターネットは消費者インターネットのコピーではありません。"),
        ("cp949", "산업 인터넷은 소비자 인터넷의 복사본이 아닙니다."),
    ],
)
def test_detects_other_encodings(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_detects_the_encoding_of_a_text_longer_than_the_sample() -> None:
    text = "Plain words come first. " * 10_000 + GERMAN * 2_000
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "cp1252")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (codecs.BOM_UTF8, "empty"),
        ("\ufeff \u3000\n".encode("utf-16-le"), "empty"),
        (b"a\0b", "NUL"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "NUL"),
        ("a\0b".encode("utf-16"), "NUL"),
        (b"\x01\x02\x03\x04abc", "control characters"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a", "byte 2 is not valid utf-16-le"),
        ("Grüße aus Köln, ".encode() * 9 + b"\xff", "byte 171 is not valid utf-8"),
        (random.Random(7).randbytes(4000).replace(b"\0", b"\x80"), "not a text file"),
    ],
)
def test_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        decode(data)


def test_a_terminal_escape_in_a_text_is_text() -> None:
    assert decode(b"This is \x1b[31mred\x1b[0m.").text == "This is \x1b[31mred\x1b[0m."


@given(st.binary())
def test_any_bytes_give_their_text_or_a_reason(data: bytes) -> None:
    try:
        decoded = decode(data)
    except UnreadableFileError:
        return
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE}
    marks |= {"utf-16-be": codecs.BOM_UTF16_BE, "utf-32-le": codecs.BOM_UTF32_LE}
    assert data.removeprefix(marks.get(decoded.encoding, b"")).decode(decoded.encoding)
    assert decoded.text.strip()
