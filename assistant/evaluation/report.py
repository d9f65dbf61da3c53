"""All that is to be told about one run: figures, comparison, gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.evaluation.case import Case, Suite
from assistant.evaluation.comparison import Comparison, compare_results
from assistant.evaluation.gate import Breach, Gate, find_breaches
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.opinion import Agreement
from assistant.evaluation.records import Outcome, Place
from assistant.evaluation.results import Results
from assistant.evaluation.summary import Summary, summarise


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run, judged.

    Attributes:
        suite:      What was asked.
        results:    What came of it.
        summary:    Its figures.
        baseline:   An earlier run to compare with.
        comparison: The run against that baseline.
        gated:      Whether a gate was asked for.
        breaches:   Why it fails the gate; empty if it passes, or if there was no gate.
        sources:    The texts of the paragraphs that the answers cite.
        agreement:  How far the model that judged agrees with people; None if nobody measured it.
    """

    suite: Suite
    results: Results
    summary: Summary
    baseline: Results | None = None
    comparison: Comparison | None = None
    gated: bool = False
    breaches: tuple[Breach, ...] = ()
    sources: Mapping[Place, str] = field(default_factory=dict, repr=False)
    agreement: Agreement | None = None

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """What came of each case, in the suite's order."""
        return self.results.outcomes

    @property
    def caveat(self) -> str:
        """What must be said beside the figure of a model that judges; empty without one."""
        if "judged" not in self.summary.figures:
            return ""
        if self.agreement is None:
            return "judged by a model, unvalidated: nobody measured how far it agrees with people"
        return (
            f"judged by a model; Cohen's kappa with people is {self.agreement.kappa:.2f}, "
            f"on {self.agreement.labels} labelled answers"
        )

    @property
    def cases(self) -> Mapping[str, Case]:
        """The suite's cases by id."""
        return {case.id: case for case in self.suite.cases}

    @property
    def crashed(self) -> Sequence[Outcome]:
        """Those that are neither right nor wrong."""
        return [one for one in self.outcomes if one.error is not None]


def assess(
    suite: Suite,
    results: Results,
    *,
    gate: Gate | None = None,
    baseline: Results | None = None,
) -> Report:
    """Work out the figures of a run, compare it with a baseline, and hold it against a gate."""
    summary = summarise(results.outcomes)
    comparison = None
    if baseline:
        # The p-values are corrected for what the gate tests, and for nothing else.
        tested = tuple(gate.drop.metrics) if gate else tuple(METRICS)
        comparison = compare_results(baseline, results, metrics=tested or tuple(METRICS))
    return Report(
        suite=suite,
        results=results,
        summary=summary,
        baseline=baseline,
        comparison=comparison,
        gated=gate is not None,
        breaches=tuple(find_breaches(gate, results.outcomes, summary, comparison) if gate else ()),
    )


def cited_places(outcomes: Sequence[Outcome]) -> list[Place]:
    """List the paragraphs that answers cite, each once, in order of appearance."""
    return list(
        dict.fromkeys(
            quote.place
            for one in outcomes
            if one.response
            for claim in one.response.claims
            for quote in claim.quotes
        )
    )
