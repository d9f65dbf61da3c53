"""Find a quote in a text, whatever typography and white space it was copied with."""

from __future__ import annotations

from typing import Final

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
    alike.

    Returns:
        Start and end offset of the first place in `text`, in its own characters; None if absent.
    """
    wanted = quote.strip()
    if not wanted:
        return None
    if (start := text.find(wanted)) >= 0:
        return start, start + len(wanted)
    folded, offsets = _fold(text)
    needle, _ = _fold(wanted)
    if (start := folded.find(needle)) < 0:
        return None
    return offsets[start], offsets[start + len(needle) - 1] + 1


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
