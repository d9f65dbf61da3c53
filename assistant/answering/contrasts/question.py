"""Questions that ask for a contrast: "How does X differ from Y?", "Compare X with Y on traffic"."""

from __future__ import annotations

import re
from typing import Final

from assistant.answering.contrasts.comparer import ContrastRequest
from assistant.text.normalise import fold_space
from assistant.text.tokens import terms, words

#: Characters of the longest question that can be one; the patterns take no time up to here.
_LONGEST_QUESTION: Final = 300

#: A subject with more words is a clause, not a name.
_LONGEST_NAME: Final = 6

_X: Final = r"(?P<first>.+?)"
_Y: Final = r"(?P<second>.+?)"
_HOW: Final = r"(?:how|in what ways?|in which ways?)"
_DO: Final = r"(?:do|does|did)"
_BE: Final = r"(?:is|are|was|were)"
_WHAT: Final = rf"(?:(?:what|which) {_BE} |what[’']s )"
_EXPLAIN: Final = r"(?:(?:please )?(?:explain|describe|show(?: me)?|tell me|give me) )"
_DIFFERENCE: Final = r"(?:(?:main|key|major|biggest|essential|basic) )?(?:differences?|contrasts?)"
_ON: Final = (
    r"(?: ?,)? (?:on|regarding|concerning|in terms of|when it comes to|with (?:regard|respect) to"
    r"|as regards|in(?= \w+ing )) (?P<on>.+)"
)

# Each pattern must take in the whole question; what it leaves over makes it another question.
_PATTERNS: Final = tuple(
    re.compile(f"(?:{pattern})(?:{_ON})?", re.IGNORECASE)
    for pattern in (
        rf"(?:please )?(?:compare and contrast|compare|contrast) {_X} (?:with|to|and|against) {_Y}",
        rf"{_HOW} {_DO} {_X} differ from {_Y}",
        rf"{_HOW} {_BE} {_X} different from {_Y}",
        rf"{_HOW} {_DO} {_X} and {_Y} differ",
        rf"{_HOW} {_BE} {_X} and {_Y} different",
        rf"how {_DO} {_X} compare (?:with|to|against) {_Y}",
        rf"(?:{_WHAT}|{_EXPLAIN})?(?:the )?{_DIFFERENCE} between {_X} and {_Y}",
        rf"what {_DIFFERENCE} {_BE} there between {_X} and {_Y}",
        rf"what distinguishes {_X} from {_Y}",
        rf"what sets {_X} apart from {_Y}",
        rf"{_X} (?:versus|vs\.?) {_Y}",
    )
)

# "Traffic in the one", "traffic in the other": what they have in common is the dimension.
_WITHIN: Final = re.compile(r"(?P<on>.+?) (?:in|under) (?P<subject>.+)", re.IGNORECASE)

_ARTICLE: Final = re.compile(r"(?:the|a|an) ", re.IGNORECASE)
_LIST: Final = re.compile(r" ?[,;] ?(?:and )?| and ", re.IGNORECASE)
_MARGIN: Final = " ,;:\"'“”‘’"

# A name has none of these: what has one is a clause, a list, or points to something else.
_NO_NAME: Final = frozenset(
    """
    is are was were be do does did has have had will would can could should may might must and or
    but not that which who whom what how why when where if because between versus vs from than on
    i we you he she it they them its their this these those each other another both my our your two
    differ different difference compare compared explain describe last next previous before after
    """.split()
)


def contrast_of(question: str) -> ContrastRequest | None:
    """Read what a question asks to compare, and on what; None if it is another kind of question.

    It rather misses a question than takes one for what it is not: the whole of it must have one of
    the known forms, and each subject must be a name of at most six words.

    >>> contrast_of("How does the consumer Internet differ from the industrial Internet?")
    ContrastRequest(subjects=('consumer Internet', 'industrial Internet'), dimensions=())
    """
    plain = fold_space(question).rstrip("?.! ")
    if len(plain) > _LONGEST_QUESTION:
        return None
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(plain):
            asked = _asked(_name(found["first"]), _name(found["second"]), found["on"] or "")
            if all(map(_is_name, asked.subjects)) and _differ(*asked.subjects):
                return asked
    return None


def _asked(first: str, second: str, on: str) -> ContrastRequest:
    dimensions = [_name(part) for part in _LIST.split(on)]
    one, other = _WITHIN.fullmatch(first), _WITHIN.fullmatch(second)
    if one and other and not _differ(one["on"], other["on"]):
        first, second = _name(one["subject"]), _name(other["subject"])
        dimensions.insert(0, _name(one["on"]))
    kept = dict.fromkeys(part for part in dimensions if terms(part))
    return ContrastRequest(subjects=(first, second), dimensions=tuple(kept))


def _name(text: str) -> str:
    """Take off articles and quotation marks."""
    bare = text.strip(_MARGIN)
    article = _ARTICLE.match(bare)
    return bare[article.end() :].strip(_MARGIN) if article else bare


def _is_name(text: str) -> bool:
    found = words(text)
    return (
        bool(terms(text))
        and len(found) <= _LONGEST_NAME
        and _NO_NAME.isdisjoint(found)
        and not re.search(r"[?!,;:]|\. ", text)
    )


def _differ(first: str, second: str) -> bool:
    return terms(first) != terms(second)
