"""Whom a statement says it has from, and whether the sentences that prove it have it from there.

"According to Reuters (2017), GE stopped" stands on a sentence that names Reuters, or that carries
the mark of a footnote that does. Another sentence of the same paragraph proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.speakers.attribution import ROLES, concludes
from assistant.answering.speakers.holders import AUTHORS, OTHERS, find_holder
from assistant.text.notes import short_name
from assistant.text.tokens import terms
from assistant.text.wording import read_words
from assistant.types import Reference

_YEAR: Final = r"(?:1[5-9]|20)\d\d"
_NAME: Final = r"[^,;:()“”\"]{2,80}?"
_SAYS: Final = (
    r"(?:(?:also|has|had|have|then|further|thus|even|already|later|\w+ly) ){0,2}"
    r"(?:says?|said|reports?|reported|argues?|argued|writes?|wrote|claims?|claimed|states?|stated"
    r"|notes?|noted|warns?|warned|estimates?|estimated|believes?|believed|thinks?|thought|holds?"
    r"|held|maintains?|maintained|asserts?|asserted|insists?|insisted|contends?|contended"
    r"|concludes?|concluded|predicts?|predicted|announces?|announced|explains?|explained|suggests?"
    r"|suggested|observes?|observed|points? out|pointed out|finds?|found|puts? it|put it)"
)

#: A name with its year: "Reuters", "Reuters (2017)", "Reuters, 2017", "Reuters in 2017".
_DATED: Final = rf"{_NAME}(?: \({_YEAR}\)|(?:,| in)? {_YEAR})?"
_LIST: Final = rf"(?:{_NAME}(?: \({_YEAR}\)))(?:(?:, {_NAME} \({_YEAR}\))* and {_DATED})|{_DATED}"

# Where a statement says whom it has it from; `who` is what names them. The last two leave the verb
# unsure: "Siemens announced plans" is no report unless Siemens is a source.
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"^(?:According to|In the (?:views?|words|opinion|eyes) of) (?P<who>{_LIST})[,:] ",
        rf"^In (?P<who>{_NAME})['’]s? (?:view|words|opinion|eyes)[,:] ",
        rf",? according to (?P<who>{_LIST})(?=[.,;:]|$)",
        rf",? as (?P<who>{_NAME}(?: \({_YEAR}\))?) {_SAYS}(?P<year> in {_YEAR})?(?=[.,;:]|$)",
        rf", (?P<who>{_NAME}(?: \({_YEAR}\))?) {_SAYS}(?P<year> in {_YEAR})?(?=\.?$)",
        rf" \((?P<who>{_NAME},? {_YEAR}(?:; {_NAME},? {_YEAR})*)\)",
        rf"^(?P<before>In {_YEAR},? )?(?P<who>{_NAME}(?: \({_YEAR}\))?) {_SAYS}"
        rf"(?P<year> in {_YEAR})?(?:,? that |: )",
        rf"^(?P<unsure>)(?P<who>{_NAME}(?: \({_YEAR}\))?) {_SAYS}(?P<year> in {_YEAR})? ",
    )
)

_TAIL: Final = re.compile(rf"(?:,| in)? \(?(?P<year>{_YEAR})\)?$")
_TOKEN: Final = re.compile(r"[^\W_][\w.&'’+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody named as the one who says it.

    Attributes:
        name:   As the statement has it.
        proper: The terms of the name's own words; empty for "the essay" and "the editors".
        year:   When it was said, if the statement gives it.
    """

    name: str
    proper: frozenset[str]
    year: int | None

    @property
    def noun(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1].casefold() if self.name.split() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascription:
    """What a statement says of whom it has it from.

    Attributes:
        holders: Those named, at least one.
        rest:    The statement without them.
        sure:    Whether it is plainly a report; otherwise only where the name is a source's.
    """

    holders: tuple[Holder, ...]
    rest: str
    sure: bool

    @property
    def is_author(self) -> bool:
        """Whether it says "the author" or "the essay", of which the rules of `holders` know."""
        return any(not one.proper and one.noun in AUTHORS for one in self.holders)

    def by_author(self) -> str:
        """Give the statement as one of "the author", whom the rules of `holders` know."""
        return f"According to the author, {self.rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """A sentence that may prove a statement.

    Attributes:
        text:    Its words; with the sentence before it where it leans on that.
        sources: What its own footnotes name.
        author:  The document's.
    """

    text: str
    sources: Sequence[Reference]
    author: str


def find_ascription(statement: str) -> Ascription | None:
    """Find whom a statement names as its source; None if nobody, or it says nothing else."""
    for form in _FORMS:
        for found in form.finditer(statement):
            holders = tuple(_holders(found))
            rest = f"{statement[: found.start()]}{statement[found.end() :]}".strip(" ,")
            if holders and len(terms(rest)) > 1:
                rest = rest[:1].upper() + rest[1:]
                sure = "unsure" not in form.groupindex
                return Ascription(holders=holders, rest=rest, sure=sure)
    return None


def is_told_by(ascription: Ascription, told: Sequence[Testimony], authors: Collection[str]) -> bool:
    """Tell whether sentences have what they say from those whom a statement names.

    Args:
        ascription: Whom it names.
        told:       The sentences, at least one; each must be by one of them, and all must be there.
        authors:    Names of the authors of all documents at hand.
    """
    by = [[_is_by(holder, one, authors) for holder in ascription.holders] for one in told]
    return all(map(any, by)) and all(map(any, zip(*by, strict=True)))


def names_all(ascription: Ascription, told: Iterable[Testimony]) -> bool:
    """Tell whether the sentences' own words name everybody, and every year."""
    text = " ".join(one.text for one in told)
    return all(
        _is_in(one, text) and (one.year is None or str(one.year) in text)
        for one in ascription.holders
    )


def is_author(ascription: Ascription, told: Iterable[Testimony]) -> bool:
    """Tell whether it names the author of the sentences' document, by name."""
    (holder, *others) = ascription.holders
    return not others and all(_is_name_of(holder, one.author) for one in told)


def is_source(ascription: Ascription, told: Iterable[Testimony]) -> bool:
    """Tell whether it names a source, or the author, of any sentence."""
    named = [name for one in told for name in (one.author, *map(_publisher, one.sources))]
    return any(_is_name_of(holder, name) for holder in ascription.holders for name in named)


def _holders(found: re.Match[str]) -> Iterator[Holder]:
    groups = found.groupdict()
    outside = re.search(_YEAR, f"{groups.get('before') or ''}{groups.get('year') or ''}")
    for piece in re.split(rf"(?<=\))(?:, | and )|(?<={'[0-9]' * 4}); ", found["who"]):
        tail = _TAIL.search(piece)
        name = piece[: tail.start()] if tail else piece
        year = tail["year"] if tail else outside[0] if outside else None
        one = Holder(name=name, proper=_proper(name), year=int(year) if year else None)
        if one.proper or one.noun in ROLES | AUTHORS:
            yield one


def _proper(name: str) -> frozenset[str]:
    """Give the terms of a name's own words: with a capital letter, or an address's."""
    tokens = _TOKEN.findall(re.sub(r"^[Tt]he ", "", name.strip()))
    own = [one for one in tokens if one[:1].isupper() or re.search(r"\w\.\w", one)]
    # "Many analysts": a first word has its capital letter from the sentence.
    if own[:1] == tokens[:1] and len(own) == 1 and (len(tokens) > 1 or _is_common(own[0])):
        return frozenset()
    return frozenset(term for one in own for term in terms(one))


def _is_common(word: str) -> bool:
    lower = word.casefold()
    return lower in OTHERS | AUTHORS | ROLES | _THINGS or not terms(lower)


#: Subjects of "shows that" and the like who are nobody.
_THINGS: Final = frozenset(
    """
    facts fact research studies study data evidence figures results experience history practice
    reports report surveys survey officials executives managers companies firms
    """.split()
)


def _is_by(holder: Holder, one: Testimony, authors: Collection[str]) -> bool:
    years = {source.year for source in one.sources if _is_name_of(holder, _publisher(source))}
    if years and not concludes(one.text):
        return _agrees(holder, one, years)
    if not holder.proper:
        return _is_by_noun(holder, one)
    if _is_in(holder, one.text):
        return not _is_denied(holder, one.text) and _agrees(
            holder, one, {source.year for source in one.sources}
        )
    if _is_name_of(holder, one.author):
        return _agrees(holder, one, set())
    known = any(_is_name_of(holder, author) for author in authors)
    return known and find_holder(read_words(one.text)) == "author"


def _is_by_noun(holder: Holder, one: Testimony) -> bool:
    """Judge "the editors" by the document's author, and "the essay" by there being an author."""
    role = one.author.casefold() in ROLES
    if holder.noun in ROLES - AUTHORS:
        return holder.noun.rstrip("s") == one.author.casefold().rstrip("s")
    return not role or find_holder(read_words(one.text)) == "author"


def _agrees(holder: Holder, one: Testimony, years: Collection[int | None]) -> bool:
    return holder.year is None or holder.year in years or str(holder.year) in one.text


def _publisher(source: Reference) -> str:
    return source.publisher or ""


def _is_name_of(holder: Holder, name: str) -> bool:
    """Tell whether a holder's name is a part of a name, or its initials."""
    if not holder.proper or not name:
        return False
    letters = "".join(word[0] for word in _TOKEN.findall(short_name(name)) if word[0].isupper())
    return holder.proper <= set(terms(name)) or holder.proper == {letters.casefold()}


def _is_in(holder: Holder, text: str) -> bool:
    if holder.proper:
        return holder.proper <= set(terms(text))
    return find_holder(read_words(text)) == "author"


def _is_denied(holder: Holder, text: str) -> bool:
    """Tell whether a sentence says that it is not by somebody: "not a statement by GE"."""
    denials = re.findall(r"\bnot (?:an? |the )?\w+ (?:by|from|of) ([^.,;()]+)", text)
    return any(holder.proper <= set(terms(denial)) for denial in denials)
