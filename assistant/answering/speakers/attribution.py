"""Who says it: what a quote's footnotes name, otherwise its document's author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from assistant.answering.speakers.holders import tells_of_an_author
from assistant.text.notes import labels_at, name_of, read_reference, short_name
from assistant.text.tokens import terms
from assistant.text.wording import read_words
from assistant.types import Citation, Paragraph, Reference, Statement

#: Authors who are no persons, but do something for the document: "the editors".
ROLES: Final = frozenset("editor editors author authors staff team redaction".split())

# "According to …", or "(Reuters, 2017)": a sentence that says itself whom it follows.
_SAYS_WHOSE: Final = re.compile(
    r"\baccording to\b|\([^()]*\w, (?:1[5-9]|20)\d\d\b[^()]*\)", re.IGNORECASE
)


# What a document says to conclude itself is not its sources', whatever marks stand behind it.
_CONCLUDES: Final = re.compile(
    r"\b(?:an|this|our) inference\b|\(inference|\binferred\b|\bcomputed from\b|\(computed\b"
    r"|\bnot a statement by\b",
    re.IGNORECASE,
)


def concludes(text: str) -> bool:
    """Tell whether a sentence says that it is a conclusion of its writer."""
    return bool(_CONCLUDES.search(text))


def attribute(citations: Iterable[Citation]) -> str | None:
    """Tell who says what some citations prove, such as "Reuters (2017)"; None if nobody knows."""
    names = [name for citation in citations for name in _names(citation)]
    return _listed(list(dict.fromkeys(names))) if names else None


def with_leads(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Put "According to …: " before quotes, where they neither say it nor go on with the same."""
    before: str | None = None
    for one in statements:
        # "The essay argues", say the editors: after somebody else's words, this needs to be said,
        # and whoever goes on reading has not met them otherwise.
        told = _says_whose(one)
        another = told and _tells_of_another(one)
        is_new = one.attribution is not None and one.attribution != before
        lead = is_new and (not told or (another and before is not None))
        before = None if another and not lead else one.attribution
        yield replace(one, lead=f"According to {one.attribution}: ") if lead else one


def sources_at(paragraph: Paragraph, start: int, end: int) -> list[Reference]:
    """List the sources that the marks at `paragraph.text[start:end]` name, each once."""
    named = {note.label: note.source for note in paragraph.notes if note.source}
    there = labels_at(paragraph.text, start, end, paragraph.labels)
    sources = dict.fromkeys(named[label] for label in there if label in named)
    return list(map(read_reference, sources))


def _names(citation: Citation) -> Iterator[str]:
    named = [name_of(one) for one in citation.sources if one.publisher]
    if named and not concludes(citation.quote):
        yield from named
    elif citation.author:
        is_role = citation.author.casefold() in ROLES
        yield f"the {citation.author.casefold()}" if is_role else citation.author


def _listed(names: Sequence[str]) -> str:
    """Join names.

    >>> _listed(["A", "B", "C"])
    'A, B and C'
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _says_whose(one: Statement) -> bool:
    """Tell whether a statement names its sources, or whose view it gives."""
    if _SAYS_WHOSE.search(one.text):
        return True
    sources = [source for citation in one.citations for source in citation.sources]
    names = [short_name(source.publisher) for source in sources if source.publisher]
    if names:
        there = set(terms(one.text))
        return all(there.issuperset(own_terms(name)) for name in names)
    return _gives_view(one)


def _tells_of_another(one: Statement) -> bool:
    """Tell whether editors give the view of an author, who is somebody else."""
    return _gives_view(one) and all(
        (citation.author or "").casefold() in ROLES for citation in one.citations
    )


def own_terms(name: str) -> set[str]:
    """Give the terms of a name's own words: with a capital letter or a digit, or an address's.

    >>> sorted(own_terms("Financial Times blog")), sorted(own_terms("ecns.cn"))
    (['financi', 'time'], ['cn', 'ecn'])
    """
    words = name.split()
    own = [word for word in words if not word[:1].islower() or re.search(r"\w\.\w", word)]
    return {term for word in own or words for term in terms(word)}


def _gives_view(one: Statement) -> bool:
    """Tell whether a statement says that it gives an author's view: "the essay argues"."""
    authors = {
        word.text for citation in one.citations for word in read_words(citation.author or "")
    }
    return tells_of_an_author(one.text, authors)
