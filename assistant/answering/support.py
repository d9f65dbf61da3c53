"""Whether a paragraph bears a statement out, and which of its sentences prove it.

The judge knows nothing of the writer. Numbers, names, negations and the like must be as in the
paragraph, or the statement falls; what is left is judged by words and by embeddings, or by a
cross-encoder where the user has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from assistant.answering.alignment import Alignment, Source
from assistant.answering.musts import Breaches, find_breaches
from assistant.answering.signals import Signals, cover, make_up, measure, probability
from assistant.text.normalise import fold_space
from assistant.text.notes import Unmarked, without_marks
from assistant.text.quotes import find_quote
from assistant.text.sentences import split_sentences
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

#: Most sentences of a quote, and what another one must add to the share of words it covers.
_RUN: Final = 3
_WORTH: Final = 0.04

#: More words than a sentence has: nothing proves such a statement.
_LONGEST: Final = 150

#: Runs of sentences in each paragraph that a cross-encoder reads.
_READ: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What bears a statement out.

    Attributes:
        paragraph: Where the quote stands.
        start:     Offset of the quote in the paragraph's text.
        end:       Offset behind it; one sentence, or up to three side by side.
        score:     Probability, in [0, 1], that it bears the statement out.
    """

    paragraph: Paragraph
    start: int
    end: int
    score: float


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
        self._witnesses = {paragraph.id: _Witness(paragraph) for paragraph in paragraphs}
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
        words = read_words(statement)
        if not witnesses or not any(word.stem for word in words):
            return None
        if said := next(filter(None, (one.verbatim(statement) for one in witnesses)), None):
            return said
        if len(words) > _LONGEST:
            return witnesses[0].proof(range(1), 0.0)
        if self._entail is not None:
            return self._entailed(statement, words, witnesses, self._entail)
        vector = self._embed([fold_space(statement)])[0] if self._embed else None
        weighings = {
            witness.paragraph.id: self._weigh(words, vector, witness)
            for witness in {*witnesses, *self._witnesses.values()}
            if witness.sentences
        }
        against = max((one.raw for one in weighings.values() if one.breaches.any), default=0.0)
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
        vector = self._embed([fold_space(statement)])[0] if self._embed else None
        return self._weigh(read_words(statement), vector, self._witness(paragraph))

    def _weigh(
        self, words: Sequence[Word], vector: NDArray[np.float32] | None, witness: _Witness
    ) -> Weighing:
        alignment = Alignment(words, witness.source)
        run = _shortest(alignment)
        likeness = 0.0 if vector is None else make_up(vector, self._vectors_of(witness))
        return Weighing(
            run=run,
            signals=measure(alignment, run, likeness=likeness),
            breaches=find_breaches(alignment, known=self._known, authors=self._authors),
            embedded=vector is not None,
        )

    def _entailed(
        self,
        statement: str,
        words: Sequence[Word],
        witnesses: Sequence[_Witness],
        entail: Entail,
    ) -> Proof:
        """Let the cross-encoder judge the runs that have most of the statement's words."""
        proofs: list[Proof] = []
        for witness in witnesses:
            alignment = Alignment(words, witness.source)
            missing = measure(alignment, range(0)).number
            ranked = sorted(_runs(alignment), key=lambda run: (-_worth(alignment, run), run.start))
            proofs += [witness.proof(run, 1.0 - missing) for run in ranked[:_READ]]
        pairs = [(_said(one), statement) for one in proofs]
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

    def _witness(self, paragraph: Paragraph) -> _Witness:
        if paragraph.id not in self._witnesses:
            self._witnesses[paragraph.id] = _Witness(paragraph)
        return self._witnesses[paragraph.id]

    def _vectors_of(self, witness: _Witness) -> NDArray[np.float32]:
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


class _Witness:
    """A paragraph that is asked whether it bears statements out."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.sentences = split_sentences(paragraph.text, labels=paragraph.labels)

    @cached_property
    def source(self) -> Source:
        return Source(self.sentences, heading=" ".join(self.paragraph.section))

    def verbatim(self, statement: str) -> Proof | None:
        """Find a statement that is one of the paragraph's sentences, or a run of them."""
        labels = self.paragraph.labels
        whole = Unmarked(self.paragraph.text, labels)
        found = find_quote(statement, whole.text)
        place = whole.place(*found) if found else None
        starts = {sentence.start for sentence in self.sentences}
        if place is None or place[0] not in starts:
            return None
        for number, sentence in enumerate(self.sentences):
            if place[1] <= sentence.end:
                rest = without_marks(self.paragraph.text[place[1] : sentence.end], labels)
                first = next(n for n, one in enumerate(self.sentences) if one.start == place[0])
                said = not any(map(str.isalnum, rest)) and number - first < _RUN
                return self.proof(range(first, number + 1), 1.0) if said else None
        return None

    def proof(self, run: range, score: float) -> Proof:
        """Quote a run of sentences."""
        return Proof(
            paragraph=self.paragraph,
            start=self.sentences[run[0]].start,
            end=self.sentences[run[-1]].end,
            score=score,
        )


def _said(proof: Proof) -> str:
    """Give the words of a proof's quote."""
    quote = proof.paragraph.text[proof.start : proof.end]
    return fold_space(without_marks(quote, proof.paragraph.labels))


def _shortest(alignment: Alignment) -> range:
    """Choose the run that covers most of a statement; each further sentence has to be worth it."""
    return max(_runs(alignment), key=lambda run: (_worth(alignment, run), -run.start))


def _worth(alignment: Alignment, run: range) -> float:
    return cover(alignment, range(len(alignment.claim)), run) - _WORTH * len(run)


def _runs(alignment: Alignment) -> Iterator[range]:
    count = len(alignment.source.words)
    for length in range(1, min(_RUN, count) + 1):
        for start in range(count - length + 1):
            yield range(start, start + length)
