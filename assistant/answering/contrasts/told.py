"""What the sentences of a paragraph tell, and about which of two subjects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.contrasts.subjects import SIDES, Mention, Side, Subjects, Token, tokenise
from assistant.answering.speakers.voices import voices
from assistant.text.notes import without_marks
from assistant.text.sentences import Sentence, split_sentences
from assistant.text.tokens import terms
from assistant.types import Paragraph, Voice

# How much a sentence's way of being about a subject counts, in (0, 1]. Chosen on the essay and on
# seven encyclopaedia articles: a sentence that names its subject stands best on its own.
_NAMED: Final = 1.0
_HINTED: Final = 0.85
_LEANING: Final = 0.8
_UNDER_HEADING: Final = 0.5

#: A heading is about a subject that makes up more than this share of its terms.
_MOSTLY: Final = 0.5

#: A shorter sentence says too little for a table.
_LEAST_WORDS: Final = 5

_POINTER: Final = r"(?:such|this|that|these|those)"

# "It is foreseeable that", "it is not easy to": here "it" points to nothing before.
_POINTS_AHEAD: Final = (
    r"it (?:is|was|will be|would be|can be|may be|should be|must be|has been|seems)(?: not)?"
    r"(?: \w+ly)?(?: [\w-]+)? (?:that|how|why|whether|(?:(?:im)?possible|necessary|difficult|easy"
    r"|hard|important|essential|better|best|time) to)\b"
)

# The subject of the sentence is in the sentence before.
_PRONOUN: Final = re.compile(
    rf"(?!\W*{_POINTS_AHEAD})\W*(?:they|them|their|he|she|his|her|its?|{_POINTER})\b",
    re.IGNORECASE,
)

# "In such an era", "Under this wave", "It will be found that such a model": the first words point
# back. Further in, "that" is hardly ever a pointer.
_POINTS_BACK: Final = re.compile(
    r"\W*(?:[\w’'-]+ ){0,5}?(?:such|this|these|those)(?: an?)?((?: [\w’'-]+){1,3})", re.IGNORECASE
)

# What follows from the sentence before is about the same.
_CONCLUDES: Final = re.compile(
    r"\W*(?:therefore|thus|hence|consequently|accordingly|as a (?:result|consequence)"
    r"|in (?:other words|short|this way|practice)|facts? (?:have |has )?(?:prove|show)[dn]?"
    r"|it turn(?:s|ed) out)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence that may be quoted, with the sentence before it where it leans on that.

    Attributes:
        paragraph: Where it stands.
        start:     Offset of the quote in the paragraph's text.
        end:       Offset behind the quote.
        tokens:    Of the sentence itself, without the one it leans on.
        mentions:  Where these name a subject.
        about:     The subjects that the sentence is about.
        named:     The subjects that the quote names.
        direct:    How plainly it is about them, in (0, 1].
        voice:     Whose view it gives.
    """

    paragraph: Paragraph
    start: int
    end: int
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    about: frozenset[Side]
    named: frozenset[Side]
    direct: float
    voice: Voice

    @property
    def text(self) -> str:
        """The quote, without the marks of footnotes."""
        return without_marks(self.paragraph.text[self.start : self.end], self.paragraph.labels)

    @property
    def is_shared(self) -> bool:
        """Whether the quote speaks of both subjects."""
        return len(self.named) == len(SIDES)

    @property
    def terms(self) -> frozenset[str]:
        """The terms of the sentence."""
        return frozenset(token.term for token in self.tokens if token.term)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A sentence as far as it is understood: `reach` counts the sentences that it leans on."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    about: frozenset[Side]
    direct: float
    reach: int


def tell(paragraph: Paragraph, subjects: Subjects, *, title: str, behind: str = "") -> list[Told]:
    """List the sentences of a paragraph that are about one of the subjects, or both.

    Args:
        paragraph: The paragraph.
        subjects:  The subjects.
        title:     Of its document: a heading that names one subject speaks for what stands below.
        behind:    The sentence that follows the paragraph, where there is one.
    """
    sentences = split_sentences(paragraph.text, labels=paragraph.labels)
    topic = _topic((title, *paragraph.section), subjects)
    read: list[_Read] = []
    for sentence in sentences:
        read.append(_read(sentence, read[-1] if read else None, subjects, topic))
    spoken = voices([sentence.said for sentence in sentences], behind)
    return [
        _told(paragraph, read[start : place + 1], spoken[start : place + 1])
        for place, one in enumerate(read)
        if one.about and one.reach < 2 and _is_statement(one)
        for start in [place - _back(one) if place else 0]
    ]


def _back(one: _Read) -> int:
    """Count the sentences before this one that its quote takes in, so that it can be understood."""
    return one.reach or (1 if _PRONOUN.match(one.sentence.said) else 0)


def _told(paragraph: Paragraph, read: Sequence[_Read], spoken: Sequence[Voice]) -> Told:
    first, last = read[0].sentence, read[-1]
    return Told(
        paragraph=paragraph,
        start=first.start,
        end=last.sentence.end,
        tokens=last.tokens,
        mentions=last.mentions,
        about=last.about,
        named=last.about.union(mention.side for one in read for mention in one.mentions),
        direct=last.direct,
        voice=next((voice for voice in spoken if voice != "own"), "own"),
    )


def _read(
    sentence: Sentence, before: _Read | None, subjects: Subjects, topic: frozenset[Side]
) -> _Read:
    """Settle what a sentence is about: by what it names, leans on, or stands under."""
    tokens = tokenise(sentence.said)
    named = subjects.mentions(tokens)
    mentions = tuple(named or subjects.hints(tokens))
    own = frozenset(mention.side for mention in mentions)
    carried = _carried(sentence.said, before, subjects) if before else frozenset()
    reach = before.reach + 1 if before else 0
    if own and not (carried - own and _PRONOUN.match(sentence.said)):
        carried, reach = frozenset(), 0
    about, direct = own | carried, _NAMED if named else _HINTED
    if carried:
        direct = _LEANING
    elif not own:
        about, direct, reach = topic, _UNDER_HEADING, 0
    return _Read(
        sentence=sentence,
        tokens=tokens,
        mentions=mentions,
        about=about,
        direct=direct,
        reach=reach,
    )


def _carried(text: str, before: _Read, subjects: Subjects) -> frozenset[Side]:
    """Tell what a sentence that leans on the one before takes over from it.

    Where that one speaks of both subjects, the noun that is pointed to decides: "such an era" is
    the era named last.
    """
    pointed = _POINTS_BACK.match(text)
    if not (pointed or _PRONOUN.match(text) or _CONCLUDES.match(text)):
        return frozenset()
    if len(before.about) < len(SIDES):
        return before.about
    nouns = set(terms(pointed.group(1))) - subjects.terms if pointed else set()
    places = [place for place, token in enumerate(before.tokens) if token.term in nouns]
    if not places or not before.mentions:
        return frozenset()
    nearest = min(before.mentions, key=lambda one: (abs(one.start - places[-1]), -one.start))
    return frozenset({nearest.side})


def _topic(headings: Sequence[str], subjects: Subjects) -> frozenset[Side]:
    """Tell which subject the innermost heading that names any is about, if it is only one.

    "The French and Indian War" is not about the French alone.
    """
    for tokens in map(tokenise, reversed(headings)):
        named = subjects.mentions(tokens)
        if named:
            length = sum(1 for token in tokens if token.term)
            inside = sum(len(subjects.names[one.side].terms) for one in named)
            sides = frozenset(one.side for one in named)
            return sides if len(sides) == 1 and inside > _MOSTLY * length else frozenset()
    return frozenset()


def _is_statement(one: _Read) -> bool:
    words = sum(1 for token in one.tokens if token.word)
    return words >= _LEAST_WORDS and not one.sentence.said.rstrip("”’\"')").endswith("?")
