"""What a suite asks, and what it expects."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from assistant.text.normalise import fold_space
from assistant.text.quotes import fold_typography


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Words that an answer may contain.

    Attributes:
        text:     Plain words, or a regular expression.
        is_regex: Which of the two.
    """

    text: str
    is_regex: bool = False

    def is_in(self, text: str) -> bool:
        """Tell whether `text` has it; case, white space, quotation marks and dashes are folded."""
        folded = fold_words(text)
        if self.is_regex:
            return re.search(fold_typography(self.text), folded, re.IGNORECASE) is not None
        return fold_words(self.text).casefold() in folded.casefold()


#: A key fact: any one of its spellings counts.
Fact = tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A paragraph that answers a question.

    Attributes:
        document:  Id of its document.
        paragraph: Its number.
        starts:    Its first words, so that an edited document is noticed.
        grade:     2 if it answers the question, 1 if it helps.
    """

    document: str
    paragraph: int
    starts: str
    grade: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question and what a right answer looks like.

    Attributes:
        id:         Unique in its suite.
        question:   As a user would ask it.
        answerable: Whether the documents answer it.
        tags:       Kinds of question that it stands for.
        history:    Earlier questions of the conversation, oldest first.
        documents:  Ids of the documents to look in; all if there are none.
        critical:   Whether the gate fails as soon as this case breaks.
        cluster:    Cases of one cluster are not independent, and are resampled together.
        gold:       Paragraphs that answer it.
        facts:      What the answer must say.
        forbidden:  What it must not say.
        references: Answers written by people.
        notes:      Why the labels are as they are.
        line:       Line of the suite's file, from 1.
    """

    id: str
    question: str
    answerable: bool
    tags: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    critical: bool = False
    cluster: str = ""
    gold: tuple[Gold, ...] = ()
    facts: tuple[Fact, ...] = ()
    forbidden: tuple[Pattern, ...] = ()
    references: tuple[str, ...] = ()
    notes: str = ""
    line: int = field(default=1, compare=False)

    @property
    def group(self) -> str:
        """The cluster, or else the conversation, named by its first question."""
        return self.cluster or fold_words((*self.history, self.question)[0]).casefold()

    @property
    def sha256(self) -> str:
        """Fingerprint of what is asked and expected; the notes and the line do not count."""
        content = {
            name: value for name, value in asdict(self).items() if name not in {"line", "notes"}
        }
        return _sha256(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Cases that belong together.

    Attributes:
        name:        Names its results and its baseline.
        description: One line.
        path:        The file, as given.
        cases:       In the file's order.
    """

    name: str
    description: str
    path: str
    cases: tuple[Case, ...]

    @property
    def sha256(self) -> str:
        """Fingerprint of all cases."""
        return _sha256([case.sha256 for case in self.cases])


#: Digits of a fingerprint; 64 bits are plenty to notice a change.
_DIGITS: Final = 16


def fold_words(text: str) -> str:
    r"""Write white space, quotation marks and dashes in one way.

    >>> fold_words("the  author’s\nview")
    "the author's view"
    """
    return fold_space(fold_typography(text))


def select(
    suite: Suite,
    *,
    tags: Sequence[str] = (),
    ids: Sequence[str] = (),
    limit: int | None = None,
) -> tuple[Case, ...]:
    """Choose cases, in the suite's order.

    Args:
        suite: Where from.
        tags:  A case must have one of these; any case if empty.
        ids:   A case must be one of these; any case if empty.
        limit: Most cases to choose.
    """
    chosen = [
        case
        for case in suite.cases
        if (not tags or set(tags) & set(case.tags)) and (not ids or case.id in ids)
    ]
    return tuple(chosen[:limit])


def _sha256(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
