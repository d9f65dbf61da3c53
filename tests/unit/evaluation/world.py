"""A small library, and answerers that are right or wrong in known ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from assistant.evaluation.case import Case, Gold, Pattern, Suite
from assistant.evaluation.records import Outcome, Response, respond
from assistant.evaluation.report import Report, assess
from assistant.evaluation.results import Identity, Results
from assistant.evaluation.runner import Judged
from assistant.evaluation.scoring import judge
from assistant.types import Answer, Citation, DocumentId, Hit, Paragraph, Statement, Usage

#: One sentence a paragraph, so that a statement is a paragraph is a quote.
SENTENCES = tuple(f"Fact {number} is that bees do thing {number}." for number in range(1, 41))
TEXT = "\n".join(SENTENCES)
DOCUMENT = "bees"


def texts(document: str) -> str | None:
    return TEXT if document == DOCUMENT else None


def case(number: int, *, answerable: bool = True, **fields: object) -> Case:
    """Ask for one fact; two paragraphs are gold."""
    if not answerable:
        return replace(
            Case(id=f"no-{number}", question=f"Who is {number}?", answerable=False), **fields
        )
    second = number % len(SENTENCES) + 1
    whole = Case(
        id=f"yes-{number}",
        question=f"What is fact {number}?",
        answerable=True,
        tags=("even" if number % 2 == 0 else "odd",),
        gold=(
            Gold(document=DOCUMENT, paragraph=number, starts=f"Fact {number}"),
            Gold(document=DOCUMENT, paragraph=second, starts=f"Fact {second}", grade=1),
        ),
        facts=(
            (Pattern(text=f"do thing {number}"), Pattern(text=f"thing {number} is done")),
            (Pattern(text=f"fact {second}\\b", is_regex=True),),
        ),
        forbidden=(Pattern(text="wasps"),),
        references=(f"{SENTENCES[number - 1]} {SENTENCES[second - 1]}",),
        line=number,
    )
    return replace(whole, **fields)


def suite(cases: Sequence[Case]) -> Suite:
    return Suite(
        name="bees", description="About bees.", path="evals/suites/bees.yaml", cases=tuple(cases)
    )


def paragraph(number: int) -> Paragraph:
    text = SENTENCES[number - 1]
    return Paragraph(
        document=DocumentId(DOCUMENT),
        number=number,
        section=(),
        text=text,
        start=TEXT.index(text),
        line=number,
        plain=text,
    )


def hit(number: int) -> Hit:
    return Hit(paragraph=paragraph(number), score=1 / number, dense=0.5, lexical=1.0)


def citation(number: int, *, quote: str | None = None) -> Citation:
    found = paragraph(number)
    return Citation(
        number=1,
        document=found.document,
        title="Bees",
        author=None,
        section=(),
        paragraph=number,
        quote=found.text if quote is None else quote,
        start=found.start,
        path="bees.txt",
        line=number,
        sha256="0" * 64,
    )


def statement(number: int, *, text: str | None = None, **fields: object) -> Statement:
    """Quote a fact."""
    whole = Statement(
        text=text or SENTENCES[number - 1],
        support="quoted",
        score=1.0,
        citations=(citation(number),),
    )
    return replace(whole, **fields)


def answer(*statements: Statement, nearest: Sequence[int] = (1, 2, 3), **fields: object) -> Answer:
    """Say some statements; none is an abstention."""
    whole = Answer(
        question="Q?",
        text=" ".join(f"{one.text} [1]" for one in statements) or "The documents do not answer.",
        statements=statements,
        citations=tuple(one for some in statements for one in some.citations),
        abstained=not statements,
        reason=None if statements else "no_evidence",
        confidence=0.9 if statements else 0.1,
        model="fake",
        usage=Usage(input_tokens=10, output_tokens=5, cost=0.01),
        seconds=0.5,
        nearest=tuple(map(hit, nearest)),
    )
    return replace(whole, **fields)


def response(*statements: Statement, **fields: object) -> Response:
    said = answer(*statements, **fields)
    return respond(said, said.nearest, texts)


def right(one: Case) -> Answer:
    """Answer rightly."""
    if not one.answerable:
        return answer()
    numbers = [gold.paragraph for gold in one.gold]
    others = [number for number in range(1, 21) if number not in numbers]
    return answer(*map(statement, numbers), nearest=[*numbers, *others][:20])


def judged_by(answerer: Callable[[Case], Answer]) -> Judged:
    return Judged(answer=answerer, texts=texts)


def outcomes(
    cases: Sequence[Case], answerer: Callable[[Case], Answer] = right, *, repeat: int = 1
) -> list[Outcome]:
    """Ask all cases."""
    found = []
    for one in cases:
        for number in range(1, repeat + 1):
            said = answerer(one)
            seen = respond(said, said.nearest, texts)
            found.append(judge(one, seen, repeat=number, seconds=0.25))
    return found


IDENTITY = Identity(
    suite="bees",
    sha256="1" * 16,
    model="fake",
    index="2" * 16,
    code="0.1.0",
    options={"k": "8"},
    prompts={},
)


def results(some: Sequence[Outcome], **fields: object) -> Results:
    return Results(identity=replace(IDENTITY, **fields), outcomes=tuple(some))


def report(cases: Sequence[Case], some: Sequence[Outcome], **fields: object) -> Report:
    return assess(suite(cases), results(some), **fields)


def mixed(seed: int, *, rightness: float = 0.7) -> Callable[[Case], Answer]:
    """Answer rightly with this probability for each case, like a model that is not quite steady."""
    random = Random(seed)

    def answer_case(one: Case) -> Answer:
        if random.random() < rightness:
            return right(one)
        return answer() if one.answerable else answer(statement(1))

    return answer_case


def replace_texts(one: Report, text: str) -> Report:
    """Put a text wherever a report shows what comes from documents, questions and suites."""
    outcomes_ = tuple(
        replace(
            outcome,
            question=text,
            failures=(text,),
            tags=(text,),
            response=outcome.response
            and replace(
                outcome.response,
                model=text,
                standalone=text,
                withheld=(text,),
                claims=tuple(
                    replace(
                        claim,
                        text=text,
                        quotes=tuple(replace(quote, text=text) for quote in claim.quotes),
                    )
                    for claim in outcome.response.claims
                ),
            ),
        )
        for outcome in one.outcomes
    )
    cases = tuple(
        replace(
            case,
            history=(text,),
            references=(text,),
            notes=text,
            facts=((Pattern(text=text),),),
            forbidden=(Pattern(text=text),),
        )
        for case in one.suite.cases
    )
    return replace(
        one,
        suite=replace(one.suite, description=text, cases=cases),
        results=replace(one.results, outcomes=outcomes_),
        sources={
            quote.place: f"before {text} behind"
            for outcome in one.outcomes
            if outcome.response
            for claim in outcome.response.claims
            for quote in claim.quotes
        },
    )
