"""A contrast of two subjects, from an index."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from assistant.answering.contrasts.comparer import Comparer, ContrastRequest
from assistant.answering.contrasts.question import contrast_of
from assistant.answering.contrasts.sides import SideComparer, Sides, find_sides, headings
from assistant.errors import UsageError
from assistant.facade.keeper import Keeper
from assistant.facade.ranking import look_in, rank
from assistant.facade.scope import Scope, traits_of
from assistant.storage.generation import Generation
from assistant.text.tokens import terms
from assistant.types import Contrast, DocumentId, Hit

#: Characters of the longest subject or dimension.
_LONGEST: Final = 200

#: Most dimensions of one table.
_MOST_DIMENSIONS: Final = 20

_EVERYWHERE: Final = Scope()


def compare(
    keeper: Keeper,
    first: str,
    second: str,
    *,
    on: Sequence[str] = (),
    scope: Scope = _EVERYWHERE,
    k: int | None = None,
) -> Contrast:
    """Put two subjects side by side; every cell holds quotes, or is empty.

    Where the subjects are names of documents, such as "the essay" and "the evidence", each column
    is from its own documents; without dimensions, from the smaller side's headings.

    Args:
        keeper: The index.
        first:  A subject.
        second: Another one.
        on:     Dimensions, a row for each; found in the documents if there are none.
        scope:  Which documents to look in; all by default.
        k:      Paragraphs to look through for each cell; the setting `k` by default.

    Raises:
        UsageError: if a subject or dimension is empty, too long or no text, the subjects are the
            same, there are too many dimensions, or `k` is out of range.
        UnknownDocumentError, EmptyScopeError: if there is no such document, or none is left.
    """
    started = time.perf_counter()
    request = _checked(first, second, on)
    limit = keeper.settings.k if k is None else k
    with keeper.reading() as generation:
        documents = look_in(keeper, generation, k=limit, scope=scope)
        sides = find_sides(*request.subjects, traits_of(documents, generation))
        if sides:
            return _compare_sides(keeper, generation, sides, request, k=limit, started=started)
        comparer = _comparer(keeper, generation, documents)
        return comparer.compare(request, k=limit, started=started)


def contrast_asked_for(
    keeper: Keeper,
    question: str,
    *,
    scope: Scope = _EVERYWHERE,
    k: int | None = None,
) -> Contrast | None:
    """Make the contrast that a question like "How does X differ from Y?" asks for.

    Returns:
        None if the question is no such, or the documents leave a subject's column empty.
    """
    request = contrast_of(question)
    if request is None:
        return None
    first, second = request.subjects
    made = compare(keeper, first, second, on=request.dimensions, scope=scope, k=k)
    columns = zip(*(row.cells for row in made.rows), strict=True)
    filled = [any(cell.remarks for cell in column) for column in columns]
    return made if filled and all(filled) else None


def _comparer(
    keeper: Keeper, generation: Generation, documents: Sequence[DocumentId] | None
) -> Comparer:
    def retrieve(words: str, most: int) -> list[Hit]:
        return rank(keeper, generation, words, k=most, documents=documents)

    return Comparer(
        retrieve=retrieve,
        find=generation.catalogue.paragraph,
        rarity=generation.lexical.rarity,
        origins=generation.catalogue.origin,
    )


def _compare_sides(
    keeper: Keeper,
    generation: Generation,
    sides: Sides,
    request: ContrastRequest,
    *,
    k: int,
    started: float,
) -> Contrast:
    def retrieve(words: str, documents: Sequence[DocumentId]) -> list[Hit]:
        return rank(keeper, generation, words, k=k, documents=documents)

    smaller = min(sides, key=len)
    paragraphs = (one for id_ in smaller for one in generation.catalogue.paragraphs_of(id_))
    found = headings(paragraph.section for paragraph in paragraphs)[:_MOST_DIMENSIONS]
    comparer = SideComparer(
        sides=sides,
        retrieve=retrieve,
        rarity=generation.lexical.rarity,
        origins=generation.catalogue.origin,
    )
    return comparer.compare(request, found=found, started=started)


def _checked(first: str, second: str, on: Sequence[str]) -> ContrastRequest:
    """Refuse what cannot be compared, and drop a dimension that comes twice."""
    names = (_name(first, "subject"), _name(second, "subject"))
    if terms(names[0]) == terms(names[1]):
        raise UsageError(f"both subjects are {names[0]!r}; name two that differ")
    dimensions: dict[tuple[str, ...], str] = {}
    for one in on:
        dimensions.setdefault(tuple(terms(one)), _name(one, "dimension"))
    if len(dimensions) > _MOST_DIMENSIONS:
        raise UsageError(
            f"{len(dimensions)} dimensions are too many; name at most {_MOST_DIMENSIONS}"
        )
    return ContrastRequest(subjects=names, dimensions=tuple(dimensions.values()))


def _name(text: str, what: str) -> str:
    name = " ".join(text.split())
    if any("\ud800" <= char <= "\udfff" for char in name):
        raise UsageError(f"a {what} is not valid text; type it in UTF-8")
    if len(name) > _LONGEST:
        raise UsageError(
            f"a {what} has {len(name):,} characters; give it a name of at most {_LONGEST}"
        )
    if not name:
        raise UsageError(f"a {what} is empty; name one in words")
    if not terms(name):
        raise UsageError(f"the {what} {name!r} has no word to look for; name it otherwise")
    return name
