"""Bytes become text; the encoding is found, never guessed in silence."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from assistant.errors import UnreadableFileError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What old text files are really written in. Without this list the detector also answers with
# EBCDIC and code pages of the 1980s, which decode every byte and mean nothing.
_CANDIDATES: Final = (
    "cp1252", "cp1250", "cp1251", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949",
    "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874",
)  # fmt: skip

# The detector takes seconds per megabyte and learns nothing new from the second one.
_SAMPLE_BYTES: Final = 1 << 16
_SAMPLE_CHARS: Final = 1 << 16

# The detector's measure of mess, in [0, 1], and its own limit for a match.
_MOST_CHAOS: Final = 0.2
# Several code pages often fit about equally well. Within this margin the one that leaves the
# fewest signs inside words is taken, and among these the first of the candidates.
_CHAOS_MARGIN: Final = 0.05
_APOSTROPHES_AND_DASHES: Final = "’‘–—"

# Shares of control characters. Text may hold a few terminal escapes; a detected encoding may not,
# because nearly every byte string decodes in some encoding.
_MOST_CONTROLS: Final = 0.3
_MOST_CONTROLS_DETECTED: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's text and the encoding that it was in."""

    text: str = field(repr=False)
    encoding: str


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text file.

    Line breaks stay as they are; a byte order mark is dropped.

    Raises:
        UnreadableFileError: If the file is empty, binary or in no known encoding.
    """
    if not data or data.isspace():
        raise UnreadableFileError("the file is empty")
    decoded = _by_mark(data) or _as_utf8(data)
    text = decoded.text
    if not text or text.isspace():
        raise UnreadableFileError("the file is empty")
    if "\0" in text:
        raise UnreadableFileError("not a text file: it holds NUL characters")
    if _control_share(text) > _MOST_CONTROLS:
        raise UnreadableFileError("not a text file: it is mostly control characters")
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                # A view, so that a large file is not copied to drop three bytes.
                text = str(memoryview(data)[len(mark) :], encoding)
            except UnicodeDecodeError as error:
                place = error.start + len(mark)
                raise UnreadableFileError(
                    f"damaged text: byte {place} is not valid {encoding}"
                ) from error
            return Decoded(text=text, encoding=encoding)
    return None


def _as_utf8(data: bytes) -> Decoded:
    try:
        return Decoded(text=data.decode(), encoding="utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise UnreadableFileError("not a text file: it holds NUL bytes") from error
        sample = _sample(data, error.start)
        if _is_damaged_utf8(sample):
            raise UnreadableFileError(
                f"damaged text: byte {error.start} is not valid utf-8"
            ) from error
        return _detected(data, sample)


def _sample(data: bytes, place: int) -> bytes:
    """Cut a bounded sample around `place`, between two line breaks or spaces if possible."""
    start = max(0, place - _SAMPLE_BYTES // 2)
    end = start + _SAMPLE_BYTES
    sample = data[start:end]
    if start:
        sample = sample[_first_space(sample) :]
    if end < len(data):
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" ")) + 1] or sample
    return sample


def _first_space(sample: bytes) -> int:
    found = [place for place in (sample.find(b"\n"), sample.find(b" ")) if place >= 0]
    return min(found, default=0)


def _is_damaged_utf8(sample: bytes) -> bool:
    """Tell UTF-8 with a few wrong bytes from another encoding, which would decode to rubbish."""
    text = sample.decode("utf-8", errors="surrogateescape")
    wrong = sum("\udc80" <= char <= "\udcff" for char in text)
    right = sum(char > "\x7f" for char in text) - wrong
    return right > wrong


def _detected(data: bytes, sample: bytes) -> Decoded:
    for encoding in _likely_encodings(sample):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _control_share(text) <= _MOST_CONTROLS_DETECTED:
            return Decoded(text=text, encoding=encoding)
    raise UnreadableFileError("not a text file, or in an encoding that could not be detected")


def _likely_encodings(sample: bytes) -> list[str]:
    """List the encodings that give a plausible text, the likeliest first."""
    from charset_normalizer import from_bytes

    chaos = {
        encoding: match.chaos
        for match in from_bytes(sample, cp_isolation=list(_CANDIDATES), threshold=_MOST_CHAOS)
        for encoding in (match.encoding, *match.could_be_from_charset)
        if encoding in _CANDIDATES
    }
    limit = min(chaos.values(), default=0.0) + _CHAOS_MARGIN

    def unlikeliness(encoding: str) -> tuple[bool, int, int, float]:
        far = chaos[encoding] > limit
        strays = _count_strays(sample.decode(encoding, errors="replace"))
        return far, strays, _CANDIDATES.index(encoding), chaos[encoding]

    return sorted(chaos, key=unlikeliness)


def _count_strays(text: str) -> int:
    """Count the signs that stand between two letters although they belong to no word."""
    return sum(
        left.isalpha() and right.isalpha()
        for left, sign, right in zip(text, text[1:], text[2:], strict=False)
        if sign > "\x7f" and not sign.isalpha() and sign not in _APOSTROPHES_AND_DASHES
    )


def _control_share(text: str) -> float:
    sample = text[:_SAMPLE_CHARS]
    controls = sum(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f" for char in sample)
    return controls / len(sample)
