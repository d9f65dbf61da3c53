"""Run cases through an answerer: side by side, resumable, with crashes kept apart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice

from assistant.errors import AssistantError, UsageError
from assistant.evaluation.case import Case
from assistant.evaluation.opinion import Opine, opinion
from assistant.evaluation.ranking import DEPTH
from assistant.evaluation.records import Outcome, Texts, respond
from assistant.evaluation.results import Journal
from assistant.evaluation.scoring import crash, judge
from assistant.types import Answer, Hit

#: Answers a case.
Answerer = Callable[[Case], Answer]

#: Finds at least so many paragraphs for a question as it stands alone, best first, in the
#: documents of its case.
Search = Callable[[str, int, Case], Sequence[Hit]]

#: Called with the outcomes so far and the number expected.
Watch = Callable[[Sequence[Outcome], int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is judged: anything that answers.

    Attributes:
        answer: Answers a case.
        texts:  The documents, for checking quotes.
        search: Ranks paragraphs, for the retrieval metrics only: it has no part in the answer.
                Without it, the paragraphs that the answer was drawn from are judged.
        opine:  A second opinion on answers, from a language model.
    """

    answer: Answerer
    texts: Texts
    search: Search | None = None
    opine: Opine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How cases are run.

    Attributes:
        workers:   Cases that are answered at the same time.
        repeat:    How often each case is asked, for answerers that vary.
        fail_fast: Stop at the first case that is not right.
    """

    workers: int = 1
    repeat: int = 1
    fail_fast: bool = False


def run_cases(
    cases: Sequence[Case],
    judged: Judged,
    plan: Plan,
    *,
    journal: Journal,
    done: Iterable[Outcome] = (),
    watch: Watch | None = None,
) -> list[Outcome]:
    """Run cases and append each to the journal as soon as it is judged.

    A case that crashes is an error, not a wrong answer. What the user can mend stops the run, and
    so does an interruption: what is done is in the journal.

    Args:
        cases:   In the suite's order.
        judged:  What answers them.
        plan:    How.
        journal: Open.
        done:    What an earlier run did.
        watch:   Called after every case.

    Returns:
        Outcomes in the order of cases and repeats; not all, if it stopped at a failure.

    Raises:
        AssistantError: if the answerer says that the user must mend something.
    """
    wanted = [(case, repeat) for repeat in range(1, plan.repeat + 1) for case in cases]
    fresh = {(case.id, case.sha256) for case in cases}
    found = {
        (one.case, one.repeat): one
        for one in done
        if one.error is None and (one.case, one.sha256) in fresh
    }
    to_do = ((case, repeat) for case, repeat in wanted if (case.id, repeat) not in found)

    def keep(outcome: Outcome) -> None:
        journal.append(outcome)
        found[outcome.case, outcome.repeat] = outcome
        if watch:
            watch(list(found.values()), len(wanted))

    _drain(to_do, lambda case, repeat: run_case(case, judged, repeat), keep, plan)
    return [
        found[case.id, repeat]
        for case in cases
        for repeat in range(1, plan.repeat + 1)
        if (case.id, repeat) in found
    ]


def _drain(
    to_do: Iterator[tuple[Case, int]],
    run: Callable[[Case, int], Outcome],
    keep: Callable[[Outcome], None],
    plan: Plan,
) -> None:
    """Keep the workers busy until all is done, or one is not right and that is enough."""
    pool = ThreadPoolExecutor(max_workers=plan.workers, thread_name_prefix="case")
    waiting: set[Future[Outcome]] = set()
    stop = False
    try:
        while not stop:
            for case, repeat in islice(to_do, plan.workers - len(waiting)):
                waiting.add(pool.submit(run, case, repeat))
            if not waiting:
                break
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                waiting.remove(future)
                outcome = future.result()
                keep(outcome)
                stop |= plan.fail_fast and not outcome.passed
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        # What was under way when it stopped is paid for, too.
        for future in waiting:
            if not (future.cancelled() or future.exception()):
                keep(future.result())


def run_case(case: Case, judged: Judged, repeat: int = 1) -> Outcome:
    """Ask one case and judge the answer; a crash becomes an outcome, too.

    Raises:
        AssistantError: if the answerer says that the user must mend something.
    """
    started = time.perf_counter()
    try:
        answer = judged.answer(case)
        seconds = time.perf_counter() - started
        hits: Sequence[Hit] = answer.nearest
        if judged.search:
            hits = judged.search(answer.standalone or case.question, DEPTH, case)
        response = respond(answer, hits, judged.texts)
        outcome = judge(case, response, repeat=repeat, seconds=round(seconds, 4))
        if judged.opine and (said := opinion(case, response.text, judged.opine)):
            outcome = replace(outcome, scores={**outcome.scores, "judged": said})
        return outcome
    except UsageError as error:  # the question itself cannot be asked
        return crash(case, error, repeat=repeat, seconds=time.perf_counter() - started)
    except AssistantError:  # the user can mend it, and then the run goes on
        raise
    except Exception as error:  # noqa: BLE001 - whatever answers may crash in any way
        return crash(case, error, repeat=repeat, seconds=time.perf_counter() - started)
