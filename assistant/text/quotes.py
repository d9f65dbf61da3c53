"""Find a quote in a text, whatever typography and white space it was copied with."""

from __future__ import annotations

from typing import Final

from assistant.text.tokens import UNSPACED

# Spellings that a copy, an editor or a model exchanges without changing a word. Each sign becomes
# one sign, so that offsets stay easy to map back.
_TYPOGRAPHY: Final = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    }
)  # fmt: skip


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Find where `text` has the words of `quote`.

    The very characters are looked for first; then quotation marks, dashes and runs of white space
    count as the same. Letters, digits and case never do: a sentence and its negation are 99 %
    alike. A place that begins or ends inside a word does not count.

    Returns:
        Start and end offset of the first place in `text`, in its own characters; None if absent.
    """
    wanted = quote.strip()
    if not wanted:
        return None
    if (start := _find_words(wanted, text)) is not None:
        return start, start + len(wanted)
    folded, offsets = _fold(text)
    needle, _ = _fold(wanted)
    if (start := _find_words(needle, folded)) is None:
        return None
    return offsets[start], offsets[start + len(needle) - 1] + 1


def fold_typography(text: str) -> str:
    r"""Write every quotation mark and dash in its plain form; the length stays the same.

    >>> fold_typography("“so-called” – the author’s")
    '"so-called" - the author\'s'
    """
    return text.translate(_TYPOGRAPHY)


def _find_words(needle: str, text: str) -> int | None:
    """Find `needle` where it does not begin or end inside a word: "able" is not in "unable"."""
    start = text.find(needle)
    while start >= 0:
        end = start + len(needle)
        if not (_joins(text[start - 1 : start + 1]) or _joins(text[end - 1 : end + 1])):
            return start
        start = text.find(needle, start + 1)
    return None


def _joins(pair: str) -> bool:
    """Tell whether two neighbouring signs belong to one word; scripts without spaces aside."""
    return len(pair) == 2 and pair.isalnum() and not UNSPACED.search(pair)


def _fold(text: str) -> tuple[str, list[int]]:
    """Fold typography and white space; returns the offset of each kept character too."""
    kept: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text.translate(_TYPOGRAPHY)):
        if char.isspace():
            if kept and kept[-1] == " ":
                continue
            char = " "  # noqa: PLW2901 - one loop variable reads better than two
        kept.append(char)
        offsets.append(offset)
    return "".join(kept), offsets
