"""What two sentences give differently for what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.exclusion import exclude
from assistant.answering.conflicts.values import Value
from assistant.types import ParagraphId


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one sentence gives.

    Attributes:
        account: The sentence.
        text:    What it gives, to be shown.
        value:   The same as a date, a number or a name, if it is one.
    """

    account: Account
    text: str
    value: Value | None = None

    @property
    def paragraph(self) -> ParagraphId:
        """Where it stands."""
        return self.account.evidence.paragraph.id

    def excludes(self, other: Given) -> bool:
        """Tell whether both cannot be true."""
        if self.value is None or other.value is None:
            return self.text != other.text
        return exclude(self.value, other.value)

    def agrees(self, other: Given) -> bool:
        """Tell whether both speak of one thing and can be true together."""
        ours, theirs = self.value and self.value.kind, other.value and other.value.kind
        return ours == theirs and not self.excludes(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two values that exclude each other."""

    first: Given
    second: Given
