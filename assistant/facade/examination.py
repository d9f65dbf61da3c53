"""An assistant before the judge: what is judged, identified and checked."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from assistant.errors import EvaluationError, UnknownDocumentError
from assistant.evaluation.case import Case, Suite
from assistant.evaluation.gold import check_gold
from assistant.evaluation.records import Outcome, Place
from assistant.evaluation.results import Identity, Journal, Results
from assistant.evaluation.runner import Judged, Plan, Watch, run_cases
from assistant.facade.assistant import Assistant
from assistant.facade.second_opinion import ModelJudge
from assistant.types import Answer, Hit, Usage

#: What the extra `eval` brings.
_PACKAGES: Final = ("ir_measures", "jinja2", "rouge_score", "scipy")

_DIGITS: Final = 16

_log = logging.getLogger("assistant")


def need_extra() -> None:
    """Make sure that the packages of the extra `eval` are there.

    Raises:
        EvaluationError: if one is missing; says how to install them.
    """
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise EvaluationError(
            f"evaluation needs {', '.join(missing)}; "
            "pip install 'industrial-internet-assistant[eval]'"
        )


def examine(
    bot: Assistant,
    suite: Suite,
    plan: Plan,
    *,
    results: Path,
    judge: ModelJudge | None = None,
    watch: Watch | None = None,
) -> Results:
    """Run a suite, going on where an earlier run of the same was stopped.

    Args:
        bot:     What is judged.
        suite:   The cases to run.
        plan:    How.
        results: The file to write.
        judge:   A language model with a second opinion.
        watch:   Called after every case.

    Raises:
        SuiteError: if a gold paragraph is not what the suite says.
        ResultsError: if the results cannot be written.
        AssistantError: whatever else the user must mend; what is done is kept.
    """
    check_suite(bot, suite)
    identity = identify(bot, suite, plan)
    if judge:
        identity = replace(identity, options={**identity.options, "judge": judge.name})
    journal = Journal(results, identity)
    done = _begin(journal)
    try:
        outcomes = run_cases(
            suite.cases,
            replace(judged(bot), opine=judge),
            plan,
            journal=journal,
            done=done,
            watch=watch,
        )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"interrupted; what was done is in {journal.part}, and the same command goes on there"
        ) from None
    finally:
        journal.close()
    return journal.finish(outcomes)


def _begin(journal: Journal) -> list[Outcome]:
    """Open a journal, and say what is done already or was put aside."""
    done = journal.open()
    if journal.aside:
        _log.info(
            "unfinished results of another model, index, option or code are in %s now",
            journal.aside,
        )
    if done:
        _log.info("going on where an earlier run stopped: %d results are there", len(done))
    return done


def check_suite(bot: Assistant, suite: Suite) -> None:
    """Check that all gold paragraphs are what the suite says.

    Raises:
        SuiteError: if one does not exist or begins otherwise.
    """
    check_gold(suite.cases, _texts_of(bot), path=suite.path)


def judged(bot: Assistant) -> Judged:
    """Show an assistant to the judge: as callables, and nothing else."""
    texts = {str(document.id): document.text for document in bot.documents()}

    def answer(case: Case) -> Answer:
        return bot.ask(case.question, history=case.history, documents=case.documents or None)

    def search(question: str, k: int, case: Case) -> Sequence[Hit]:
        return bot.search(question, k=k, documents=case.documents or None)

    return Judged(answer=answer, texts=texts.get, search=search)


def identify(bot: Assistant, suite: Suite, plan: Plan) -> Identity:
    """Say what is judged, and with what."""
    settings = bot.settings
    options = {
        "k": str(settings.k),
        "wrong_in_100": str(settings.wrong_in_100),
        "entailment": settings.entailment or "none",
        "reranker": settings.reranker or "none",
        "repeat": str(plan.repeat),
    }
    return Identity(
        suite=suite.name,
        sha256=suite.sha256,
        model=bot.model.name,
        index=_index_fingerprint(bot),
        code=_code_version(),
        options=options,
        prompts={},
    )


def estimate(bot: Assistant, suite: Suite, plan: Plan) -> Usage:
    """Estimate the tokens that a run would take; nothing is sent."""
    usages = [
        bot.estimate(case.question, history=case.history, documents=case.documents or None)
        for case in suite.cases
    ]
    costs = [one.cost for one in usages if one.cost is not None]
    return Usage(
        input_tokens=plan.repeat * sum(one.input_tokens for one in usages),
        output_tokens=plan.repeat * sum(one.output_tokens for one in usages),
        cost=plan.repeat * sum(costs) if len(costs) == len(usages) else None,
    )


def paragraph_texts(bot: Assistant, places: Iterable[Place]) -> Mapping[Place, str]:
    """Look up the paragraphs that answers cite; what is gone is left out."""
    texts_of = _texts_of(bot)
    found: dict[Place, str] = {}
    for place in places:
        texts = texts_of(place.document)
        if texts and place.paragraph <= len(texts):
            found[place] = texts[place.paragraph - 1]
    return found


def _texts_of(bot: Assistant) -> Callable[[str], Sequence[str] | None]:
    @cache
    def texts(document: str) -> Sequence[str] | None:
        try:
            return [paragraph.text for paragraph in bot.paragraphs(document)]
        except UnknownDocumentError:
            return None

    return texts


def _index_fingerprint(bot: Assistant) -> str:
    """Hash what is indexed and how, not where: two folders with the same content are the same."""
    with bot.keeper.reading() as generation:
        recipe = asdict(generation.manifest.recipe)
        documents = sorted((one.document, one.sha256) for one in generation.catalogue.files())
    return _sha256([repr(sorted(recipe.items())), repr(documents)])


@cache
def _code_version() -> str:
    """Give the version and a hash of this package's modules."""
    from assistant import __version__

    package = Path(str(files("assistant")))
    modules = sorted(path for path in package.rglob("*.py"))
    content = (
        line
        for path in modules
        for line in (path.relative_to(package).as_posix(), path.read_text("utf-8"))
    )
    return f"{__version__}+{_sha256(content)[:8]}"


def _sha256(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:_DIGITS]
