"""Everything that can go wrong and that a user can mend.

    AssistantError                 exit status 3
    ├── UsageError                 exit status 2: the call itself is wrong
    ├── SettingsError              a setting is unknown or has no meaning
    ├── SourceError                a source cannot be read
    │   └── UnreadableFileError    one file cannot be read; the others go on
    ├── PromptError                a prompt's file is missing or malformed
    ├── ModelError                 a model is missing, damaged or of the wrong kind
    │   ├── NoReplyError           a language model gave no reply; another writer stands in
    │   ├── WrongRequestError      a language model's server does not take such a request
    │   └── ReplayMissError        a request was never recorded
    ├── SessionsError              stored conversations cannot be read or written
    ├── EvaluationError            an evaluation cannot be run, compared or judged
    │   ├── SuiteError             a suite of questions is malformed, or its documents changed
    │   └── ResultsError           a file of results is missing, damaged or of another suite
    └── AssistantIndexError        something about the index
        ├── NotAnIndexError        the folder holds something else
        ├── StaleIndexError        made with another model, dimension, chunking or schema
        ├── DamagedIndexError      a part is missing or broken
        ├── EmptyIndexError        nothing has been ingested yet
        ├── LockedIndexError       another process is writing
        ├── UnknownDocumentError   no such document or paragraph
        └── EmptyScopeError        no document has such a topic, date or stance

A message is one line: what is wrong, which thing it is about, and what to do next.
"""

from __future__ import annotations

from typing import Final, Self


class AssistantError(Exception):
    """A failure that the user can mend; the message says how."""


class UsageError(AssistantError):
    """The call itself is wrong, for example an empty question."""


class SettingsError(AssistantError):
    """A setting is unknown, or its value has no meaning."""


class SourceError(AssistantError):
    """A source folder or file cannot be read at all."""


class UnreadableFileError(SourceError):
    """One file cannot be read as text; its reason goes into the ingest report."""


class ModelError(AssistantError):
    """An embedding or chat model is missing, damaged or of the wrong kind."""


class SessionsError(AssistantError):
    """Stored conversations cannot be read or written; the conversation itself goes on."""


class EvaluationError(AssistantError):
    """An evaluation cannot be run, compared or judged."""


class SuiteError(EvaluationError):
    """A suite of questions is malformed, or the documents it speaks of have changed."""


class ResultsError(EvaluationError):
    """A file of results is missing, damaged or of another suite."""


class NoReplyError(ModelError):
    """A language model cannot be reached, takes too long, or breaks off."""


class WrongRequestError(ModelError):
    """A language model's server does not take such a request, for example a JSON Schema."""


class ReplayMissError(ModelError):
    """A request to a language model is not among the recorded ones."""


class PromptError(AssistantError):
    """A prompt's file is missing, or is not what its front matter says."""


class AssistantIndexError(AssistantError):
    """Something about the index."""


class NotAnIndexError(AssistantIndexError):
    """The folder exists, has content, and was not made by this program."""


class StaleIndexError(AssistantIndexError):
    """The index was made with another embedding model, dimension, chunking or schema."""

    @classmethod
    def of(cls, what: str) -> Self:
        """Say what is stale, and how to rebuild it."""
        return cls(f"{what}; rebuild it with: assistant ingest --rebuild")


class DamagedIndexError(AssistantIndexError):
    """A part of the index is missing or cannot be read."""

    REMEDY: Final = "mend it with: assistant doctor --repair"

    @classmethod
    def of(cls, part: str, why: object) -> Self:
        """Say which part is damaged, why, and how to mend it."""
        return cls(f"{part} is damaged ({why}); {cls.REMEDY}")


class EmptyIndexError(AssistantIndexError):
    """Nothing has been ingested into the index yet."""


class LockedIndexError(AssistantIndexError):
    """Another process is writing to the index."""


class UnknownDocumentError(AssistantIndexError):
    """The index has no such document or paragraph."""

    @classmethod
    def of(cls, document: str) -> Self:
        """Say which document there is not."""
        return cls(f"the index has no document {document!r}; see: assistant documents")


class EmptyScopeError(AssistantIndexError):
    """No document of the index has such a topic, date or stance, or all that is asked of it."""
