"""Whether a paragraph bears a statement out, and which of its sentences prove it.

The judge knows nothing of the writer. Numbers, names, negations and the like must be as in the
paragraph, or the statement falls; what is left is judged by words and by embeddings, or by a
cross-encoder where the user has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from assistant.answering.alignment import Alignment
from assistant.answering.proof.musts import Breaches, find_breaches
from assistant.answering.proof.signals import Signals, cover, make_up, measure, probability
from assistant.answering.proof.witness import RUN, Proof, Witness
from assistant.answering.speakers.ascribed import (
    find_ascription,
    is_author,
    is_source,
    is_told_by,
    names_all,
)
from assistant.text.normalise import fold_space
from assistant.text.wording import Word, read_words
from assistant.types import DocumentId, Paragraph, ParagraphId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Gives unit vectors, shape (texts, dimensions).
Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]

#: Gives, for pairs of evidence and claim, the probability that the evidence entails the claim.
Entail = Callable[[Sequence[tuple[str, str]]], Sequence[float]]

#: From this score on a statement is supported. Chosen on development data (training/README.md).
THRESHOLD: Final = 0.6

#: A statement that says otherwise than its paragraph gets so much of its score, and never more
#: than the cap, which lies below the threshold.
BREACHED: Final = 0.5
CAP: Final = 0.45

#: A paragraph that says otherwise speaks against all that are not nearer to the statement by this.
_NEARLY: Final = 0.1

#: What another sentence of a quote must add to the share of words it covers.
_WORTH: Final = 0.04

#: More words than a sentence has: nothing proves such a statement.
_LONGEST: Final = 150

#: Runs of sentences in each paragraph that a cross-encoder reads.
_READ: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What one paragraph says for and against a statement.

    Attributes:
        run:      The sentences to quote.
        signals:  What speaks for it.
        breaches: What it says otherwise.
        embedded: Whether an embedding model had a say.
    """

    run: range
    signals: Signals
    breaches: Breaches
    embedded: bool

    @property
    def raw(self) -> float:
        """The probability by words and embeddings alone, in [0, 1]."""
        return probability(self.signals, embedded=self.embedded)

    @property
    def score(self) -> float:
        """The probability that the statement is borne out, in [0, 1]."""
        return min(BREACHED * self.raw, CAP) if self.breaches.any else self.raw


class Judge:
    """Judges the statements of one answer against the paragraphs that were retrieved for it.

    Paragraphs are split, read and embedded once. Not to be shared by threads.
    """

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        *,
        embed: Embed | None,
        entail: Entail | None = None,
        authors: Mapping[DocumentId, str] = MappingProxyType({}),
    ) -> None:
        """Read the paragraphs.

        Args:
            paragraphs: All that were retrieved.
            embed:      The embedding model; without it words alone decide.
            entail:     A cross-encoder. Where there is one it decides; only a number that the
                        paragraph has not still fails a statement, since models overlook those.
            authors:    Of the documents: "Meng believes" is "the author believes".
        """
        self._embed = embed
        self._entail = entail
        self._authors = frozenset(
            word.text for name in authors.values() for word in read_words(name)
        )
        self._names = authors
        self._witnesses: dict[ParagraphId, Witness] = {}
        for paragraph in paragraphs:
            self._witness(paragraph)
        self._known = {
            pair for witness in self._witnesses.values() for pair in witness.source.pairs
        }
        self._vectors: dict[ParagraphId, NDArray[np.float32]] = {}

    def best(self, statement: str, among: Sequence[Paragraph]) -> Proof | None:
        """Find the best proof of a statement, whatever its score.

        Args:
            statement: A sentence, without citation numbers.
            among:     Where to look; the first of equals wins.

        Returns:
            None if there is nothing to compare.
        """
        witnesses = [witness for one in among if (witness := self._witness(one)).sentences]
        claim = _Claim(statement, self._embed)
        words = claim.words(statement)
        if not witnesses or not any(word.stem for word in words):
            return None
        if said := next(filter(None, (one.verbatim(statement) for one in witnesses)), None):
            return said
        if len(words) > _LONGEST:
            return witnesses[0].proof(range(1), 0.0)
        if self._entail is not None:
            return self._entailed(claim, witnesses, self._entail)
        weighings = {
            witness.paragraph.id: self._weigh(claim, witness)
            for witness in {*witnesses, *self._witnesses.values()}
            if witness.sentences
        }
        others = [one.raw for one in weighings.values() if one.breaches.contradict]
        against = max(others, default=0.0)
        proofs: list[Proof] = []
        for witness in witnesses:
            weighing = weighings[witness.paragraph.id]
            score = weighing.score
            if against >= weighing.raw - _NEARLY:  # one as near to it says otherwise
                score = min(score, CAP)
            proofs.append(witness.proof(weighing.run, score))
        return max(proofs, key=lambda proof: proof.score)

    def weigh(self, statement: str, paragraph: Paragraph) -> Weighing:
        """Weigh what a paragraph, of at least one sentence, says for and against a statement."""
        return self._weigh(_Claim(statement, self._embed), self._witness(paragraph))

    def _weigh(self, claim: _Claim, witness: Witness) -> Weighing:
        run = _shortest(Alignment(claim.words(claim.bare), witness.source))
        text, misascribed = self._heard(claim, witness, run)
        alignment = Alignment(claim.words(text), witness.source)
        run = _shortest(alignment)
        vector = claim.vector(text)
        likeness = 0.0 if vector is None else make_up(vector, self._vectors_of(witness))
        return Weighing(
            run=run,
            signals=measure(alignment, run, likeness=likeness),
            breaches=find_breaches(
                alignment, known=self._known, authors=self._authors, misascribed=misascribed
            ),
            embedded=vector is not None,
        )

    def _heard(self, claim: _Claim, witness: Witness, run: range) -> tuple[str, bool]:
        """Hear the sentences that would be quoted on whom a statement names as its source.

        Returns:
            The statement as it is to be judged, without those whom only a footnote or the title
            page names; and whether the sentences have it from somebody else.
        """
        named = claim.ascription
        told = witness.testimony(run)
        if named is None or not (named.sure or is_source(named, told)):
            return claim.statement, False
        misascribed = not is_told_by(named, told, self._names.values())
        if named.is_author or (names_all(named, told) and not misascribed):
            return claim.statement, misascribed
        if is_author(named, told):
            return named.by_author(), misascribed
        return named.rest, misascribed

    def _entailed(
        self,
        claim: _Claim,
        witnesses: Sequence[Witness],
        entail: Entail,
    ) -> Proof:
        """Let the cross-encoder judge the runs that have most of the statement's words."""
        proofs: list[Proof] = []
        texts: list[str] = []
        for witness in witnesses:
            alignment = Alignment(claim.words(claim.bare), witness.source)
            ranked = sorted(_runs(alignment), key=lambda run: (-_worth(alignment, run), run.start))
            for run in ranked[:_READ]:
                text, misascribed = self._heard(claim, witness, run)
                missing = measure(Alignment(claim.words(text), witness.source), range(0)).number
                proofs.append(witness.proof(run, 0.0 if misascribed else 1.0 - missing))
                texts.append(text)
        pairs = [(one.said, text) for one, text in zip(proofs, texts, strict=True)]
        judged = [
            Proof(
                paragraph=one.paragraph,
                start=one.start,
                end=one.end,
                score=min(max(float(score), 0.0), 1.0) if one.score else 0.0,
            )
            for one, score in zip(proofs, entail(pairs), strict=True)
        ]
        return max(judged, key=lambda proof: proof.score)

    def _witness(self, paragraph: Paragraph) -> Witness:
        if paragraph.id not in self._witnesses:
            author = self._names.get(paragraph.document, "")
            self._witnesses[paragraph.id] = Witness(paragraph, author=author)
        return self._witnesses[paragraph.id]

    def _vectors_of(self, witness: Witness) -> NDArray[np.float32]:
        """Embed the sentences of all paragraphs that are not yet embedded, in one go."""
        if witness.paragraph.id not in self._vectors and self._embed:
            new = [one for id_, one in self._witnesses.items() if id_ not in self._vectors]
            texts = [fold_space(sentence.said) for one in new for sentence in one.sentences]
            vectors = self._embed(texts)
            end = 0
            for one in new:
                start, end = end, end + len(one.sentences)
                self._vectors[one.paragraph.id] = vectors[start:end]
        return self._vectors[witness.paragraph.id]


class _Claim:
    """A statement, read and embedded once in each form that it is judged in."""

    def __init__(self, statement: str, embed: Embed | None) -> None:
        self.statement = statement
        self.ascription = find_ascription(fold_space(statement))
        self._embed = embed
        self._words: dict[str, list[Word]] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}

    @property
    def bare(self) -> str:
        """The statement without those whom it names as its source."""
        return self.ascription.rest if self.ascription else self.statement

    def words(self, text: str) -> list[Word]:
        if text not in self._words:
            self._words[text] = read_words(text)
        return self._words[text]

    def vector(self, text: str) -> NDArray[np.float32] | None:
        if self._embed is not None and text not in self._vectors:
            self._vectors[text] = self._embed([fold_space(text)])[0]
        return self._vectors.get(text)


def _shortest(alignment: Alignment) -> range:
    """Choose the run that covers most of a statement; each further sentence has to be worth it."""
    return max(_runs(alignment), key=lambda run: (_worth(alignment, run), -run.start))


def _worth(alignment: Alignment, run: range) -> float:
    return cover(alignment, range(len(alignment.claim)), run) - _WORTH * len(run)


def _runs(alignment: Alignment) -> Iterator[range]:
    count = len(alignment.source.words)
    for length in range(1, min(RUN, count) + 1):
        for start in range(count - length + 1):
            yield range(start, start + length)
