"""Words that are forms of one another, irregular verbs among them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from assistant.text.tokens import terms
from assistant.text.wording import same_family

# Irregular verbs, with the forms whose stems differ, one a line.
_FORMS: Final = """
write wrote written
begin began begun
take took taken
give gave given
become became
break broke broken
choose chose chosen
draw drew drawn
sing sang sung
speak spoke spoken
steal stole stolen
win won
lead led
hold held
build built
buy bought
sell sold
make made
bear born
know knew known
grow grew grown
fly flew flown
fall fell fallen
rise rose risen
shoot shot
lose lost
leave left
meet met
pay paid
send sent
spend spent
teach taught
stand stood
fight fought
bring brought
catch caught
keep kept
run ran
see saw seen
sink sank sunk
drive drove driven
beat beaten
eat ate eaten
get got
wear wore worn
strike struck
"""


def are_related(one: str, other: str) -> bool:
    """Tell whether two stems are of one family, or forms of one irregular verb.

    >>> are_related("wrote", "written"), are_related("found", "founder"), are_related("won", "wine")
    (True, True, False)
    """
    if not one or one[:1] != other[:1]:
        return False
    forms = _first_forms()
    return same_family(one, other) or forms.get(one, one) == forms.get(other, other)


@cache
def _first_forms() -> Mapping[str, str]:
    """Map the stem of each form to that of the first one."""
    return {
        stem: terms(line.split()[0])[0]
        for line in _FORMS.strip().splitlines()
        for form in line.split()
        for stem in terms(form)
    }
