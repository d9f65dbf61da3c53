"""What Tab offers while a line is being typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.cli.chatting.names import COMMANDS, NAMES_DOCUMENT, OFF
from assistant.cli.render.page import clean

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer


_OPEN: Final = "/open "
_FILTER: Final = "/filter "

#: What may stand behind `/filter`, by its kind: names with what they mean.
Filters = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A word that could stand at the cursor.

    Attributes:
        text:    The whole word.
        replace: How many signs before the cursor it stands for.
        about:   What it means.
    """

    text: str
    replace: int
    about: str


def wants_suggestions(before: str) -> bool:
    """Tell whether suggestions may appear unasked: for commands and for documents in front."""
    return before.startswith("/") or _names_documents(before)


def suggest(
    before: str,
    *,
    documents: Mapping[str, str],
    sources: Mapping[int, str],
    filters: Filters,
) -> Iterator[Suggestion]:
    """Offer commands, documents, the numbers of sources and what documents are chosen by.

    Args:
        before:    What stands before the cursor.
        documents: Titles of the documents by id.
        sources:   What the last answer cites, by number.
        filters:   What may stand behind `/filter`.
    """
    if before.startswith(_OPEN):
        return _numbers(before.removeprefix(_OPEN), sources)
    if before.startswith(_FILTER):
        return _filters(before.removeprefix(_FILTER), filters)
    if before.startswith("/"):
        return _commands(before)
    return _documents(before, documents)


def _commands(before: str) -> Iterator[Suggestion]:
    for one in COMMANDS:
        if f"/{one.name}".startswith(before.lower()):
            yield Suggestion(text=f"/{one.name}", replace=len(before), about=one.about)


def _numbers(begun: str, sources: Mapping[int, str]) -> Iterator[Suggestion]:
    for number, about in sources.items():
        if str(number).startswith(begun):
            yield Suggestion(text=str(number), replace=len(begun), about=about)


def _filters(begun: str, filters: Filters) -> Iterator[Suggestion]:
    kind, space, names = begun.partition(" ")
    if not space:
        offered: Mapping[str, str] = dict.fromkeys(filters, "") | {OFF: "all documents again"}
        word = kind
    else:
        offered = filters.get(kind.lower(), {})
        word = names.rpartition(",")[2].lstrip()
    for name, about in offered.items():
        if name.lower().startswith(word.lower()):
            yield Suggestion(text=name, replace=len(word), about=about)


def _documents(before: str, documents: Mapping[str, str]) -> Iterator[Suggestion]:
    if not _names_documents(before):
        return
    word = before.rpartition(" ")[2]
    begun = word.removeprefix(NAMES_DOCUMENT).lower()
    for id_, title in documents.items():
        if id_.startswith(begun) or begun in title.lower():
            yield Suggestion(text=f"{NAMES_DOCUMENT}{id_}", replace=len(word), about=title)


def _names_documents(before: str) -> bool:
    """Tell whether a line names documents so far and nothing else."""
    words = before.split(" ")
    return all(word.startswith(NAMES_DOCUMENT) for word in words)


def completer(
    documents: Callable[[], Mapping[str, str]],
    sources: Callable[[], Mapping[int, str]],
    filters: Callable[[], Filters],
) -> Completer:
    """Make the completer of the input line."""
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
    from prompt_toolkit.document import Document

    paths = PathCompleter(expanduser=True)
    save = "/save "

    class Words(Completer):
        """Offers what `suggest` does, and files behind `/save`."""

        def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
            """Offer what could stand at the cursor."""
            before = document.text_before_cursor
            if before.startswith(save):
                yield from paths.get_completions(Document(before.removeprefix(save)), event)
                return
            offered = suggest(before, documents=documents(), sources=sources(), filters=filters())
            for one in offered:
                yield Completion(
                    one.text,
                    start_position=-one.replace,
                    display=clean(one.text),
                    display_meta=clean(one.about),
                )

    return Words()
