"""Keys are made unreadable, words are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.secrets import MASK, mask_secrets


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-abcDEF0123456789abcdef",
        "sk-ant-api03-abcDEF_0123456789-abcdef",
        "gsk_abcdefghijklmnopqrst",
        "hf_abcdefghijklmnopqrst",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "AIzaSyA-abcdefghijklmnopqrstuvwxyz012345",
        "AKIAABCDEFGHIJKLMNOP",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    ],
)
@pytest.mark.parametrize("around", ["{}", "key={} and more", "“{}”", "({})."])
def test_keys_are_known_by_their_form(key: str, around: str) -> None:
    assert mask_secrets(around.format(key)) == around.format(MASK)


@pytest.mark.parametrize(
    "text",
    [
        "task-oriented risk-management of sk-eleton keys",
        "In 2024, de-platforming and disk-based-storage-systems grew.",
        "工业互联网 sk- hf_ ghp_",
    ],
)
def test_words_stay(text: str) -> None:
    assert mask_secrets(text) == text


@given(st.text(min_size=8), st.text(), st.text())
def test_known_keys_never_stay(key: str, before: str, after: str) -> None:
    masked = mask_secrets(f"{before}{key}{after}", [key])
    assert key not in masked or key in MASK


def test_a_short_value_is_a_word_and_stays() -> None:
    assert mask_secrets("yes, always", ["yes"]) == "yes, always"


def test_a_key_inside_a_longer_one_does_not_save_the_rest() -> None:
    assert mask_secrets("abcdefghijkl", ["abcdefgh", "abcdefghijkl"]) == MASK
