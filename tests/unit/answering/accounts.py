"""Sentences as accounts, for tests of contradictions."""

from __future__ import annotations

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.dispute import Dispute
from tests.fakes import evidence, paragraph


def account(text: str, *, beside: str = "") -> Account:
    """Read a sentence that stands in a paragraph of its own, before some other words."""
    whole = paragraph(f"{text} {beside}".rstrip(), document="about")
    return Account.of(evidence(whole, text))


def told(dispute: Dispute | None) -> tuple[str, str] | None:
    """Give the two values in dispute."""
    return (dispute.first.text, dispute.second.text) if dispute else None
