"""Charts as SVG; words in them are our own, and colours come from the style sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.evaluation.ranking import DEPTH, gold_ranks
from assistant.evaluation.report import Report
from assistant.evaluation.risk import Point
from assistant.evaluation.uncertainty import Estimate

if TYPE_CHECKING:
    from markupsafe import Markup

# The plot's frame in a drawing of 360 by 220.
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 350.0, 12.0, 184.0

#: Bars of the latency chart.
_BINS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a histogram."""

    label: str
    count: int
    is_bad: bool = False


def track(figure: Estimate, base: float | None = None) -> Markup:
    """Draw a share in [0, 1] with its interval, and the baseline's value as a thin mark."""
    parts = [
        '<rect class="ground" x="0" y="3" width="100" height="4"/>',
        f'<rect class="interval" x="{_percent(figure.low)}" y="2" '
        f'width="{_percent(max(0.0, figure.high - figure.low))}" height="6"/>',
        _tick("value", figure.value, 0, 10),
    ]
    if base is not None:
        parts.append(_tick("base", base, 0, 10))
    return _svg('class="track" viewBox="0 0 100 10" preserveAspectRatio="none"', parts)


def risk_chart(points: Sequence[Point], base: Sequence[Point] = ()) -> Markup:
    """Draw coverage against risk; the dot is where the run stands."""
    parts = [*_frame("coverage: share answered", "risk: share of answers wrong")]
    parts += [_line("base-line", base), _line("curve", points)]
    if points:
        x, y = _place(points[-1].coverage, points[-1].risk)
        parts.append(f'<circle class="dot" cx="{x}" cy="{y}" r="4"/>')
    return _chart("Coverage against risk", parts)


def histogram(title: str, bars: Sequence[Bar], *, below: str) -> Markup:
    """Draw how many fall in each class."""
    most = max((bar.count for bar in bars), default=0) or 1
    width = (_RIGHT - _LEFT) / max(1, len(bars))
    parts = [*_axes(below, "cases")]
    for at, bar in enumerate(bars):
        height = (_BOTTOM - _TOP - 14) * bar.count / most
        x, y = _LEFT + at * width, _BOTTOM - height
        kind = "bar bad" if bar.is_bad else "bar"
        parts.append(
            f'<rect class="{kind}" x="{x + 1:.1f}" y="{y:.1f}" width="{max(1.0, width - 2):.1f}" '
            f'height="{height:.1f}"/>'
        )
        middle = x + width / 2
        if bar.count:
            parts.append(_text(str(bar.count), middle, y - 3, "middle", "number"))
        if bar.label:
            parts.append(_text(bar.label, middle, _BOTTOM + 14, "middle"))
    return _chart(title, parts)


def rank_bars(report: Report) -> list[Bar]:
    """Count at which rank the first gold paragraph of each case was found."""
    counts: Counter[int | None] = Counter()
    for one in report.outcomes:
        case = report.cases.get(one.case)
        if one.response and case and case.answerable and case.gold:
            found = [r for r in gold_ranks(case.gold, one.response.ranking) if r is not None]
            counts[min(found, default=None)] += 1
    if not counts:
        return []
    bars = [Bar(label=str(rank), count=counts[rank]) for rank in range(1, DEPTH + 1)]
    missed = counts.total() - sum(bar.count for bar in bars)
    return [*bars, Bar(label="none", count=missed, is_bad=True)]


def latency_bars(report: Report) -> list[Bar]:
    """Count answers by the time they took; the last bar takes all that is slower."""
    seconds = sorted(one.seconds for one in report.outcomes if one.error is None)
    if not seconds:
        return []
    # Up to the 98th percentile, so that one slow answer does not press all others into one bar.
    most = seconds[int(0.98 * (len(seconds) - 1))] or 1e-9
    counts = Counter(min(_BINS - 1, int(_BINS * one / most)) for one in seconds)
    step = most / _BINS
    return [
        Bar(label=f"{at * step:.2g}" if at % 5 == 0 else "", count=counts[at])
        for at in range(_BINS)
    ]


def _frame(below: str, beside: str) -> Iterator[str]:
    yield from _axes(below, beside)
    for share in (0.0, 0.5, 1.0):
        x, y = _place(share, share)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{y}" y2="{y}"/>'
        yield _text(f"{share:g}", _LEFT - 5, y + 4, "end")
        yield _text(f"{share:g}", x, _BOTTOM + 14, "middle")


def _axes(below: str, beside: str) -> Iterator[str]:
    yield f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{_BOTTOM}" y2="{_BOTTOM}"/>'
    yield _text(below, (_LEFT + _RIGHT) / 2, 214, "middle")
    yield (
        f'<text class="label" text-anchor="middle" '
        f'transform="translate(11 {(_TOP + _BOTTOM) / 2:.0f}) rotate(-90)">{beside}</text>'
    )


def _line(kind: str, points: Sequence[Point]) -> str:
    places = (_place(point.coverage, point.risk) for point in points)
    return f'<polyline class="{kind}" points="{" ".join(f"{x},{y}" for x, y in places)}"/>'


def _place(across: float, up: float) -> tuple[float, float]:
    x = _LEFT + (_RIGHT - _LEFT) * across
    return round(x, 1), round(_BOTTOM - (_BOTTOM - _TOP) * up, 1)


def _tick(kind: str, value: float, top: int, bottom: int) -> str:
    x = _percent(value)
    return f'<line class="{kind}" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'


def _text(words: str, x: float, y: float, anchor: str, kind: str = "label") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _percent(value: float) -> str:
    return f"{100 * min(1.0, max(0.0, value)):.2f}"


def _chart(title: str, parts: Sequence[str]) -> Markup:
    return _svg(f'class="chart" viewBox="0 0 360 220" role="img" aria-label="{title}"', parts)


def _svg(attributes: str, parts: Sequence[str]) -> Markup:
    """Join a drawing; everything in it was made here, nothing comes from a document."""
    from markupsafe import Markup

    return Markup(f"<svg {attributes}>{''.join(parts)}</svg>")  # noqa: S704
