"""The sentences that a chosen one cannot be quoted without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from assistant.answering.speakers.voices import ends_reported, voices
from assistant.text.sentences import split_sentences
from assistant.types import Evidence, Paragraph, ParagraphId

#: Looks up a paragraph; None if there is none.
Find = Callable[[ParagraphId], Paragraph | None]

# A sentence that opens with one of these says what it is about, or why, in the sentence before.
_LEANS: Final = re.compile(
    r"(?:they|them|their|it|its|he|she|his|her|this|these|those|such|in this regard"
    r"|therefore|thus|hence|consequently|accordingly|as a (?:result|consequence)|for this reason"
    r"|that is why)\b",
    re.IGNORECASE,
)


def leans(text: str) -> bool:
    """Tell whether a sentence says what it is about, or why, in the sentence before."""
    return bool(_LEANS.match(text))


def with_company(
    chosen: Sequence[Evidence], scored: Sequence[Evidence], find: Find
) -> list[Evidence]:
    """Take along what chosen sentences lean on, and what rejects the views that they report.

    Args:
        chosen: Sentences.
        scored: All sentences of their paragraphs, in reading order.
        find:   Looks up the paragraph behind another one.

    Returns:
        The chosen sentences and the others, paragraph by paragraph in the order of `chosen`, and
        in reading order.
    """
    order = list(dict.fromkeys(one.paragraph.id for one in chosen))
    together = set(chosen)
    for _, group in groupby(scored, key=lambda one: one.paragraph.id):
        sentences = list(group)
        if together.isdisjoint(sentences):
            continue
        together.update(_antecedents(sentences, together))
        together.update(_rejections(sentences, together, find))
    return sorted(together, key=lambda one: (_place(one, order), one.paragraph.number, one.start))


def _place(one: Evidence, order: Sequence[ParagraphId]) -> int:
    """Give the place of a sentence's paragraph; one that only rejects follows what it rejects."""
    if one.paragraph.id in order:
        return order.index(one.paragraph.id)
    before = ParagraphId(document=one.paragraph.document, number=one.paragraph.number - 1)
    return order.index(before)


def _antecedents(sentences: Sequence[Evidence], chosen: set[Evidence]) -> Iterator[Evidence]:
    """Give the sentence before each one that leans on it, back to one that stands alone."""
    needed = False
    for before, one in reversed(list(pairwise(sentences))):
        needed = (needed or one in chosen) and bool(_LEANS.match(one.text))
        if needed:
            yield before


def _rejections(
    sentences: Sequence[Evidence], chosen: set[Evidence], find: Find
) -> Iterator[Evidence]:
    """Give the sentence that rejects the view, where a chosen one reports one that is rejected."""
    texts = [one.text for one in sentences]
    following = _following(sentences[-1], texts, find)
    spoken = voices(texts, following.text if following else "")
    for place, one in enumerate(sentences):
        if one in chosen and spoken[place] == "rejected":
            behind = next((at for at in range(place, len(texts)) if spoken[at] == "own"), None)
            if behind is not None:
                yield sentences[behind]
            elif following:
                yield following


def _following(last: Evidence, texts: Sequence[str], find: Find) -> Evidence | None:
    """Give the first sentence of the paragraph behind, where it may speak of this one's view."""
    if not ends_reported(texts):
        return None
    here = last.paragraph
    behind = find(ParagraphId(document=here.document, number=here.number + 1))
    if behind is None:
        return None
    first = split_sentences(behind.text, labels=behind.labels)[0]
    return Evidence(
        paragraph=behind,
        start=behind.start + first.start,
        end=behind.start + first.end,
        text=first.said,
        score=last.score,
    )
