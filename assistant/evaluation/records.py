"""What came of a case: what was answered, how it scored, what it cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple

from assistant.evaluation.case import fold_words
from assistant.text.notes import without_marks
from assistant.types import Answer, Citation, Hit, Statement

#: Looks up a document's text by its id; None if there is no such document.
Texts = Callable[[str], str | None]

#: Digits of a score or a confidence; more would only show the processor's rounding.
DIGITS: Final = 4


class Ratio(NamedTuple):
    """What one case adds to a metric: the metric is the sum of tops over the sum of bottoms.

    For a mean the bottom is 1; precision, recall and F1 count cases in both.
    """

    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A paragraph: its document's id and its number."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    document: str
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A citation as the judge sees it.

    Attributes:
        place:  The cited paragraph.
        text:   The quote.
        start:  Its offset in the document's text.
        intact: Whether the document's text has exactly these characters there.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    place: Place
    text: str
    start: int
    intact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement as the judge sees it.

    Attributes:
        text:     The sentence.
        support:  What the answerer says of it: quoted, supported or unsupported.
        score:    The same in [0, 1].
        quotes:   Its citations.
        verbatim: Whether its words stand in one of its intact quotes.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    text: str
    support: str
    score: float
    quotes: tuple[Quote, ...]
    verbatim: bool

    @property
    def is_invented(self) -> bool:
        """Whether a quote is not in its document, or it passes for a quote and is none."""
        broken = any(not quote.intact for quote in self.quotes)
        return broken or (self.support == "quoted" and not self.verbatim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer as the judge sees it.

    Attributes:
        claims:        Its statements; empty if it abstained.
        abstained:     Whether it says that the documents do not answer the question.
        reason:        Why, or what is missing or disputed.
        confidence:    In [0, 1].
        model:         Who wrote it.
        standalone:    The question as it was searched for.
        withheld:      Statements that the writer made and nothing bears out.
        notes:         What the reader was told besides.
        prompts:       Content hash of each prompt, by name.
        input_tokens, output_tokens: As the model counts them; 0 without one.
        cost:          US dollars, where known.
        ranking:       Paragraphs that the search found, best first.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    claims: tuple[Claim, ...]
    abstained: bool
    reason: str | None
    confidence: float
    model: str
    standalone: str
    withheld: tuple[str, ...]
    notes: tuple[str, ...]
    prompts: Mapping[str, str]
    input_tokens: int
    output_tokens: int
    cost: float | None
    ranking: tuple[Place, ...]

    @property
    def text(self) -> str:
        """The statements, without citation numbers."""
        return " ".join(claim.text for claim in self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One line of a file of results: a case, what was answered, and how it scored.

    Attributes:
        case:       The case's id.
        repeat:     From 1.
        sha256:     The case's fingerprint.
        question, answerable, critical, tags, cluster: The case's.
        response:   What was answered; None if the case crashed.
        error:      What it crashed with; None if it did not.
        failures:   Why it is not right, a line each; empty if it is.
        scores:     By metric, where the metric applies.
        seconds:    From the question to the answer; the only part that differs between two runs.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    case: str
    repeat: int
    sha256: str
    question: str
    answerable: bool
    critical: bool
    tags: tuple[str, ...]
    cluster: str
    response: Response | None
    error: str | None
    failures: tuple[str, ...]
    scores: Mapping[str, Ratio] = field(default_factory=dict)
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether it was answered, and rightly."""
        return self.response is not None and not self.failures


def respond(answer: Answer, ranking: Sequence[Hit], texts: Texts) -> Response:
    """Look at an answer with the judge's eyes: every quote is compared with its document.

    Args:
        answer:  What the answerer said.
        ranking: The paragraphs that the search found, best first.
        texts:   The documents.
    """
    return Response(
        claims=tuple(_claim(statement, texts) for statement in answer.statements),
        abstained=answer.abstained,
        reason=answer.reason,
        confidence=round(answer.confidence, DIGITS),
        model=answer.model,
        standalone=answer.standalone or answer.question,
        withheld=tuple(statement.text for statement in answer.withheld),
        notes=answer.notes,
        prompts=dict(sorted(answer.prompts.items())),
        input_tokens=answer.usage.input_tokens,
        output_tokens=answer.usage.output_tokens,
        cost=answer.usage.cost,
        ranking=tuple(
            Place(document=hit.paragraph.document, paragraph=hit.paragraph.number)
            for hit in ranking
        ),
    )


def _claim(statement: Statement, texts: Texts) -> Claim:
    quotes = tuple(_quote(citation, texts) for citation in statement.citations)
    return Claim(
        text=statement.text,
        support=statement.support,
        score=round(statement.score, DIGITS),
        quotes=quotes,
        verbatim=any(quote.intact and _is_in(statement.text, quote.text) for quote in quotes),
    )


def _is_in(said: str, quote: str) -> bool:
    """Tell whether a quote has the words; marks of footnotes that stand within may be left out."""
    words = fold_words(said)
    return any(words in fold_words(text) for text in (quote, without_marks(quote, None)))


def _quote(citation: Citation, texts: Texts) -> Quote:
    text = texts(citation.document) or ""
    return Quote(
        place=Place(document=citation.document, paragraph=citation.paragraph),
        text=citation.quote,
        start=citation.start,
        intact=bool(citation.quote)
        and citation.start >= 0
        and text[citation.start : citation.end] == citation.quote,
    )
