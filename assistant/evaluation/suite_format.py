"""How a suite's file is written. Importing this module imports pydantic."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic import model_validator as check_model

from assistant.evaluation.case import Case, Fact, Gold, Pattern, Suite

#: Where editors find the schema.
SCHEMA_NAME: Final = "suite.schema.json"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RegexEntry(_Entry):
    """A regular expression of Python, looked for anywhere in the answer; case does not count."""

    regex: Text = Field(description="The expression.")

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from error
        return value


Alternative = Text | RegexEntry


class GoldEntry(_Entry):
    """A paragraph that answers the question."""

    document: Text = Field(description="Id of its document, as `assistant documents` lists it.")
    paragraph: int = Field(ge=1, description="Its number, as `assistant show` prints it.")
    starts: Text = Field(
        description="Its first words. The run stops if the paragraph begins otherwise."
    )
    grade: Literal[1, 2] = Field(default=2, description="2: it answers the question. 1: it helps.")


class CaseEntry(_Entry):
    """A question and what a right answer looks like."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = Field(
        description="Unique in the suite, in small letters, digits and hyphens."
    )
    question: Text = Field(description="As a user would ask it.")
    answerable: bool = Field(description="Whether the documents answer it.")
    tags: list[Text] = Field(default=[], description="Kinds of question that it stands for.")
    history: list[Text] = Field(
        default=[], description="Earlier questions of the conversation, oldest first."
    )
    documents: list[Text] = Field(
        default=[], description="Ids of the documents to look in; those of the suite by default."
    )
    critical: bool = Field(
        default=False, description="The gate fails if this case passed before and fails now."
    )
    cluster: Text | None = Field(
        default=None,
        description="Cases of one cluster are not independent; the conversation by default.",
    )
    gold: list[GoldEntry] = Field(default=[], description="Paragraphs that answer the question.")
    facts: list[Annotated[list[Alternative], Field(min_length=1)]] = Field(
        default=[],
        description="What the answer must say; of each list, any one spelling counts.",
    )
    forbidden: list[Alternative] = Field(default=[], description="What it must not say.")
    reference: Text | list[Text] | None = Field(
        default=None, description="An answer, or several, in a person's words."
    )
    notes: str = Field(default="", description="Why the labels are as they are.")

    @check_model(mode="after")
    def _fits_together(self) -> Self:
        if not self.answerable and (self.facts or self.reference):
            raise ValueError("an unanswerable case has neither facts nor a reference")
        if self.answerable and not (self.gold or self.facts or self.reference):
            raise ValueError("an answerable case needs gold, facts or a reference to be judged by")
        places = [(one.document, one.paragraph) for one in self.gold]
        if len(set(places)) < len(places):
            raise ValueError("a gold paragraph is given twice")
        return self

    def to_case(self, *, line: int, documents: list[str]) -> Case:
        """Make it the record that the evaluation works with.

        Args:
            line:      Where it stands.
            documents: The suite's.
        """
        references = [self.reference] if isinstance(self.reference, str) else self.reference or []
        return Case(
            id=self.id,
            question=self.question,
            answerable=self.answerable,
            tags=tuple(self.tags),
            history=tuple(self.history),
            documents=tuple(self.documents or documents),
            critical=self.critical,
            cluster=self.cluster or "",
            gold=tuple(Gold(**one.model_dump()) for one in self.gold),
            facts=tuple(_fact(one) for one in self.facts),
            forbidden=_fact(self.forbidden),
            references=tuple(references),
            notes=self.notes,
            line=line,
        )


class SuiteEntry(_Entry):
    """Questions with known answers, for `assistant eval run`."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*$")] = Field(
        description="Names the results and the baseline, in small letters, digits and hyphens."
    )
    description: Text = Field(description="What the suite is about, in one line.")
    documents: list[Text] = Field(
        default=[], description="Ids of the documents to look in; all by default."
    )
    cases: list[CaseEntry] = Field(min_length=1, description="The questions.")

    def to_suite(self, *, path: str, lines: list[int]) -> Suite:
        """Make it the record that the evaluation works with.

        Args:
            path:  The file.
            lines: The line of each case.
        """
        return Suite(
            name=self.name,
            description=self.description,
            path=path,
            cases=tuple(
                case.to_case(line=line, documents=self.documents)
                for case, line in zip(self.cases, lines, strict=True)
            ),
        )


def schema() -> dict[str, Any]:
    """Write the JSON Schema that editors complete suites with."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_NAME,
        **SuiteEntry.model_json_schema(),
    }


def _fact(alternatives: list[Alternative]) -> Fact:
    return tuple(
        Pattern(text=one.regex, is_regex=True) if isinstance(one, RegexEntry) else Pattern(text=one)
        for one in alternatives
    )
