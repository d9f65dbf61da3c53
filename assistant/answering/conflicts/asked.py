"""What a question asks for: a date, a number, a name, yes or no."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, Self

from assistant.answering.conflicts.values import Value, find_values
from assistant.text.tokens import terms
from assistant.text.verbs import are_related
from assistant.text.wording import Word, read_words

#: `person` and `place` are names; `open` is anything else.
Sort = Literal["date", "number", "person", "place", "yes", "open"]

_MEASURES: Final = (
    "population|revenue|price|cost|height|length|width|depth|weight|area|salary|budget|temperature"
    "|income|profit|turnover"
)
_EXTENTS: Final = "long|old|tall|high|far|deep|big|large|wide|heavy|fast|much"

# The first pattern that fits decides.
_SORTS: Final[tuple[tuple[Sort, str], ...]] = (
    ("yes", r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
    ("date", r"\bwhen\b|\b(?:what|which)(?: \w+)? (?:year|date|day|month)\b"),
    ("date", r"\bdate (?:of|for)\b|\b(?:release|birth|opening|closing|founding|start|end) date\b"),
    ("number", rf"\bhow (?:many|often|{_EXTENTS})\b"),
    ("number", r"\b(?:what|which) (?:percent(?:age)?|proportion|share|fraction|number|amount)\b"),
    ("number", r"\bwhat (?:is|was|were|are) (?:the |its |their )?(?:[\w'’.&-]+ ){0,4}?"
               rf"(?:{_MEASURES}|size|rate|number|percentage|capacity|speed|score)\b"),
    ("person", r"\bwho(?:m|se)?\b"),
    ("place", r"\bwhere\b|\blocation\b|\b(?:what|which) (?:city|country|town|state|place|village"
              r"|county|region|continent|stadium|venue|island)\b"),
)  # fmt: skip

#: Words of a question that tell its sort and need not stand in an answer.
_SORTING: Final = frozenset(
    """
    year date day month time percentage percent proportion share fraction number amount person
    people city country town state place village county region continent location name named long
    old tall high far deep big large wide heavy fast often many much happen take took last
    """.split()
)

#: What can be true once only of a thing, so that two who did it exclude each other.
_ONCE: Final = frozenset(
    """
    found founded write wrote written invent invented design designed build built direct directed
    paint painted discover discovered compose composed create created born die died sign signed
    bear author coin coined draw drew drawn assassinate assassinated patent patented launch launched
    open opened close closed establish established make makes made own owns owned acquire acquired
    """.split()
)

#: What is held by one at a time, or is one of a kind.
_UNIQUE: Final = frozenset(
    """
    capital founder author inventor director designer architect composer headquarters winner
    president chief ceo chairman chairwoman king queen mayor governor minister head leader owner
    captain coach creator birthplace painter discoverer editor producer screenwriter champion
    """.split()
)

# "Which are", "what cities", "who were", "some", "where can": more than one answer can be true.
_LISTS: Final = re.compile(
    r"^\W*(?:which|what) (?:are|were)\b"
    r"|^\W*(?:which|what) (?:other |main |two |three |four )?"
    r"(?!was|is|has|does)[a-z]+(?<![sui])s\b(?! (?:name|first|own))"
    r"|\bwho (?:are|were)\b|^\W*list\b|\b(?:some|examples?|kinds?|types?|ways)\b|\bany of\b"
    r"|^\W*where (?:can|could|do|does)\b",
    re.IGNORECASE,
)

#: "What is the official language of …": there is one.
_ROLE: Final = re.compile(
    r"\W*(?:who|what|which) (?:is|was) (?:the )(?:[\w-]+ ){1,3}(?:of|in|for)\b"
)

#: "Who won the 2018 prize", with its year, has one answer; "who won medals" has many.
_DID: Final = re.compile(r"\W*(?:who|which [a-z]+) (?:was |is )?[a-z]+ (?:the|\d{4})\b")

#: "Which company makes …": an answer names one and need not say that it is a company.
_ASKED: Final = re.compile(r"\W*(?:which|what) ([a-z]+) (?!(?:the|a|an|of|in|to)\b)[a-z]")
_FEW: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a question asks for.

    Attributes:
        sort:    Of the answer.
        words:   The question's words.
        stems:   Of the words that an answer speaks of, in order.
        values:  The dates, numbers and names that the question holds.
        counted: Stem of what is counted ("how many lamps"); "" if nothing is.
        measure: What is measured ("tall", "percentage", "revenue"); "" if nothing is.
        lists:   Whether several answers can be true together.
        once:    Whether only one answer can be true, by the question's own words.
        role:    Whether somebody or something in a place that only one can hold is asked for.
    """

    sort: Sort
    words: tuple[Word, ...]
    stems: tuple[str, ...]
    values: tuple[Value, ...]
    counted: str
    measure: str
    lists: bool
    once: bool
    role: bool

    @classmethod
    def of(cls, question: str) -> Self:
        """Read a question."""
        lower = question.lower()
        words = tuple(read_words(question))
        telling = [word for word in words if word.stem in terms(word.text)]
        kept = [word for word in telling if word.text not in _SORTING] or telling
        noun = _ASKED.match(lower)
        if noun and len(kept) > _FEW and kept[0].text == noun[1]:
            kept = kept[1:]
        values = tuple(find_values(question, words))
        texts = {word.text for word in words}
        role = bool(texts & _UNIQUE or _ROLE.match(lower))
        dated = any(value.kind == "date" for value in values) and bool(_DID.match(lower))
        return cls(
            sort=_sort(lower),
            words=words,
            stems=tuple(dict.fromkeys(word.stem for word in kept)),
            values=values,
            counted=_counted(lower),
            measure=_measure(lower),
            lists=bool(_LISTS.search(question)),
            once=role or dated or bool(texts & _ONCE),
            role=role,
        )

    def names(self, value: Value) -> bool:
        """Tell whether the question itself holds a value, or most of a name."""
        if value.kind == "name":
            said = {word.text.removesuffix("'s") for word in self.words}
            return all(part in said for part in value.name)
        return any(
            one.kind == value.kind
            and (
                one.date == value.date
                if value.kind == "date"
                else bool(one.quantity and value.quantity and one.quantity.agrees(value.quantity))
            )
            for one in self.values
        )

    def without_title(self, name: str) -> str:
        """Drop the words before a name that the question has, too: "Tesla CEO Ada Lund"."""
        said = {word.text for word in self.words}
        parts = name.split(" ")
        while len(parts) > 1 and parts[0].lower() in said:
            del parts[0]
        return " ".join(parts)

    def missing(self, stems: Collection[str]) -> int:
        """Count what the question speaks of and some stems do not."""
        return sum(
            stem not in stems and not any(are_related(stem, other) for other in stems)
            for stem in self.stems
        )

    def wants(self, value: Value) -> bool:
        """Tell whether a value is of the sort that is asked for."""
        if self.sort in {"person", "place"}:
            return value.kind == "name"
        if self.sort in {"date", "number"}:
            return value.kind == self.sort
        return True


def _sort(lower: str) -> Sort:
    return next((sort for sort, pattern in _SORTS if re.search(pattern, lower)), "open")


def _counted(lower: str) -> str:
    """Find what "how many" counts: the first word behind it that is a plural."""
    found = re.search(r"\bhow many (?:[\w-]+ ){0,3}?([\w-]+s|people|men|women|children)\b", lower)
    return (terms(found[1]) or [""])[-1] if found else ""


def _measure(lower: str) -> str:
    pattern = rf"\bhow ({_EXTENTS})\b|\b(percentage|percent|proportion|{_MEASURES})\b"
    found = re.search(pattern, lower)
    return (found[1] or found[2]) if found else ""
