"""What is wrong with an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.evaluation.case import Case, Fact
from assistant.evaluation.records import Claim, Response
from assistant.text.normalise import fold_space

#: Characters of an answer that a line about it quotes.
_SHOWN: Final = 80


def find_failures(case: Case, response: Response) -> Iterator[str]:
    """Say what is wrong with an answer, a line each."""
    if case.answerable:
        yield from _missing(case, response)
    elif not response.abstained:
        yield f"answered, though the documents do not answer it: {shorten(response.text)}"
    for claim in case.forbidden:
        if claim.is_in(response.text):
            yield f"says what it must not: {claim.text}"
    for said in response.claims:
        if said.is_invented:
            yield f"a quote is not in its document: {shorten(said.text)}"


def says(text: str, fact: Fact) -> bool:
    """Tell whether a text says a key fact in one of its spellings."""
    return any(spelling.is_in(text) for spelling in fact)


def shorten(text: str) -> str:
    """Quote the beginning of a text on one line."""
    folded = fold_space(text)
    return f"“{folded}”" if len(folded) <= _SHOWN else f"“{folded[:_SHOWN].rstrip()}…”"


def cites_rightly(case: Case, claim: Claim) -> list[bool]:
    """Tell of each citation whether it quotes a gold paragraph, character for character."""
    gold = {(one.document, one.paragraph) for one in case.gold}
    return [
        quote.intact and (quote.place.document, quote.place.paragraph) in gold
        for quote in claim.quotes
    ]


def _missing(case: Case, response: Response) -> Iterator[str]:
    """Say what an answerable case's answer lacks."""
    if response.abstained:
        places = ", ".join(f"{one.document}:{one.paragraph}" for one in case.gold)
        yield f"abstained, though it can be answered{' from ' if places else ''}{places}"
        return
    for fact in case.facts:
        if not says(response.text, fact):
            yield f"does not say: {_spell(fact)}"
    if case.gold and not case.facts:
        right = [one for claim in response.claims for one in cites_rightly(case, claim)]
        if not any(right):
            yield "cites none of the paragraphs that answer it"


def _spell(fact: Fact) -> str:
    return " or ".join(f"/{one.text}/" if one.is_regex else f"“{one.text}”" for one in fact)
