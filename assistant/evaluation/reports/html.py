"""One page to read in a browser: it fetches nothing, and no document's text can run in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from assistant.evaluation.case import Case
from assistant.evaluation.comparison import Flip
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.ranking import gold_ranks
from assistant.evaluation.records import Claim, Outcome, Quote
from assistant.evaluation.report import Report
from assistant.evaluation.reports import charts
from assistant.evaluation.risk import risk_curve
from assistant.text.normalise import printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: Figures at the top of the page.
_TILES: Final = (
    "passed",
    "fact_recall",
    "citation_precision",
    "quote_validity",
    "abstention_f1",
    "recall@5",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A cited paragraph: what stands before the quote, the quote, and what stands behind it."""

    name: str
    before: str
    quote: str
    after: str
    is_gold: bool
    is_intact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A statement and the paragraphs that it cites."""

    text: str
    support: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as the page shows it.

    Attributes:
        outcome: What came of it.
        case:    What was expected; None if the suite has changed since.
        state:   passed, failed or crashed.
        claims:  The statements of the answer.
        gold:    Each gold paragraph, and the rank at which it was found.
        flip:    What changed against the baseline.
        words:   What the page's search looks in.
    """

    outcome: Outcome
    case: Case | None
    state: str
    claims: tuple[ClaimView, ...]
    gold: tuple[tuple[str, int | None], ...]
    flip: Flip | None
    words: str


def page(report: Report) -> str:
    """Write the page.

    The style sheet and the script are the only ones that the page's own policy lets a browser use:
    they are named by their hashes, and nothing may be fetched.
    """
    from markupsafe import Markup

    style, script = _asset("page.css"), _asset("page.js")
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            summary=report.summary,
            identity=report.results.identity,
            metrics=METRICS,
            tiles=[name for name in _TILES if name in report.summary.figures],
            changes=report.comparison.metrics if report.comparison else {},
            charts=_charts(report),
            track=charts.track,
            cases=list(_cases(report)),
            tags=sorted({tag for one in report.outcomes for tag in one.tags}),
            style=Markup(style),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def _charts(report: Report) -> Mapping[str, Markup]:
    base = risk_curve(report.baseline.outcomes) if report.baseline else ()
    ranks, latency = charts.rank_bars(report), charts.latency_bars(report)
    drawn = {"risk": charts.risk_chart(report.summary.curve, base)}
    if ranks:
        drawn["ranks"] = charts.histogram(
            "Rank of the first gold paragraph", ranks, below="rank of the first gold paragraph"
        )
    if latency:
        drawn["latency"] = charts.histogram("Seconds for an answer", latency, below="seconds")
    return drawn


def _cases(report: Report) -> Iterator[CaseView]:
    known = report.cases
    flips = {flip.case: flip for flip in (report.comparison.flips if report.comparison else ())}
    for one in report.outcomes:
        case = known.get(one.case)
        claims = one.response.claims if one.response else ()
        ranking = one.response.ranking if one.response else ()
        gold = case.gold if case else ()
        names = [f"{place.document}:{place.paragraph}" for place in gold]
        yield CaseView(
            outcome=one,
            case=case,
            state="crashed" if one.error else "passed" if one.passed else "failed",
            claims=tuple(_claim(claim, case, report) for claim in claims),
            gold=tuple(zip(names, gold_ranks(gold, ranking), strict=True)),
            flip=flips.get(one.case),
            words=" ".join([one.case, one.question, *(claim.text for claim in claims)]).casefold(),
        )


def _claim(claim: Claim, case: Case | None, report: Report) -> ClaimView:
    gold = {(one.document, one.paragraph) for one in case.gold} if case else set()
    return ClaimView(
        text=claim.text,
        support=claim.support,
        sources=tuple(
            _source(
                quote,
                report.sources.get(quote.place, ""),
                is_gold=(quote.place.document, quote.place.paragraph) in gold,
            )
            for quote in claim.quotes
        ),
    )


def _source(quote: Quote, paragraph: str, *, is_gold: bool) -> SourceView:
    before, found, after = paragraph.partition(quote.text) if quote.text else (paragraph, "", "")
    return SourceView(
        name=f"{quote.place.document}:{quote.place.paragraph}",
        before=before if found else "",
        quote=quote.text,
        after=after if found else "",
        is_gold=is_gold,
        is_intact=quote.intact,
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )


def _harmless(value: Any) -> Any:  # noqa: ANN401
    """Show the characters of a text that would turn the direction of others, or are none."""
    return printable(value) if type(value) is str else value


@cache
def _asset(name: str) -> str:
    return files("assistant.evaluation.reports").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
