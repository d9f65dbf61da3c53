"""The judge of support."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.proof.support import CAP, THRESHOLD, Embed, Judge
from assistant.models.embedder import Embedder
from assistant.types import Paragraph
from benchmarks.attributions import attributions
from benchmarks.falsehoods import KINDS, Original, essay, essay_originals, plant
from benchmarks.statements import statements
from tests.fakes import FakeEmbedder, paragraph

FACTS = (
    "Facts have proved that B-end traffic is not huge. Players were fooled in 2019. "
    "The platform lost 40 % of its users."
)


def fake_embed(texts: Sequence[str]) -> Embed:
    return FakeEmbedder().embed_documents(texts, expected=0)


EMBEDS = pytest.mark.parametrize("embed", [None, fake_embed], ids=["words", "vectors"])

PIECES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "Traffic fell by 40 % in 2019.", "Some people call it “feedback”.", "产业不是复制。",
            "e\u0301 👩‍🏭 ½ Ⅷ", "A\u00a0b\u2028c", "NOT", "$5bn", "Meng, however, disagrees.",
        ]
    ),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=5).map(" ".join)


@EMBEDS
@given(statement=TEXTS, texts=st.lists(TEXTS, max_size=4))
def test_every_proof_is_a_quote_with_a_score(
    embed: Embed | None, statement: str, texts: list[str]
) -> None:
    paragraphs = [paragraph(text, number=number) for number, text in enumerate(texts, start=1)]
    proof = Judge(paragraphs, embed=embed).best(statement, paragraphs)
    if proof is not None:
        assert proof.paragraph in paragraphs
        assert 0 <= proof.start < proof.end <= len(proof.paragraph.text)
        quote = proof.paragraph.text[proof.start : proof.end]
        assert quote == quote.strip()
        assert 0 <= proof.score <= 1
    assert proof == Judge(paragraphs, embed=embed).best(statement, paragraphs)


@EMBEDS
@pytest.mark.parametrize("original", essay_originals()[::6], ids=lambda one: one.text[:20])
def test_a_verbatim_sentence_is_its_own_proof(embed: Embed | None, original: Original) -> None:
    judge = Judge([original.cited, *original.others], embed=embed)
    proof = judge.best(original.text, [original.cited])
    assert proof is not None
    assert original.cited.text[proof.start : proof.end] == original.text
    assert proof.score >= THRESHOLD


@EMBEDS
def test_the_quote_is_the_shortest_that_suffices(embed: Embed | None) -> None:
    told = paragraph(FACTS)
    judge = Judge([told], embed=embed)
    one = judge.best("In short, players were fooled in 2019.", [told])
    two = judge.best("Players were fooled in 2019 and the platform lost 40 % of users.", [told])
    assert one is not None
    assert two is not None
    assert told.text[one.start : one.end] == "Players were fooled in 2019."
    assert told.text[two.start : two.end].startswith("Players were")
    assert told.text[two.start : two.end].endswith("its users.")


@EMBEDS
def test_unrelated_paragraphs_never_raise_the_score(embed: Embed | None) -> None:
    told = paragraph(FACTS)
    weather = [paragraph("Rain fell on the hills.", number=n) for n in range(2, 5)]
    alone = Judge([told], embed=embed).best("Sadly, players were fooled.", [told])
    among = Judge([told, *weather], embed=embed).best("Sadly, players were fooled.", [told])
    assert alone is not None
    assert among is not None
    assert among.score <= alone.score


@EMBEDS
@pytest.mark.parametrize(
    "statement",
    [
        "B-end traffic is huge.",
        "Players were fooled in 2018.",
        "The platform gained 40 % of its users.",
        "The platform lost 45 percent of its users.",
        "Kenya has lost 40 % of its users.",
    ],
)
def test_what_is_said_otherwise_stays_below_the_threshold(
    embed: Embed | None, statement: str
) -> None:
    told = paragraph(FACTS)
    proof = Judge([told], embed=embed).best(statement, [told])
    assert proof is not None
    assert proof.score <= CAP < THRESHOLD


def test_a_paragraph_that_says_otherwise_speaks_against_others() -> None:
    told = paragraph("The platform will not be important in the new era.")
    vague = paragraph(
        "In the new era the platform and other important things will be new.", number=2
    )
    statement = "The platform will be important in the new era."
    with_it = Judge([told, vague], embed=None).best(statement, [vague])
    assert with_it is not None
    assert with_it.score < THRESHOLD


def test_a_wrong_citation_is_mended_by_the_right_paragraph() -> None:
    right, wrong = paragraph(FACTS), paragraph("Rain fell on the hills.", number=2)
    judge = Judge([wrong, right], embed=None)
    statement = "In short, players were fooled in 2019."
    cited, other = judge.best(statement, [wrong]), judge.best(statement, [right])
    assert cited is not None
    assert other is not None
    assert cited.score < THRESHOLD <= other.score


@pytest.mark.parametrize("statement", ["", " ", "…", "!?", "It is so."])
def test_nothing_to_compare_gives_no_proof(statement: str) -> None:
    told = paragraph(FACTS)
    assert Judge([told], embed=None).best(statement, [told]) is None
    assert Judge([told], embed=None).best("Players were fooled.", []) is None
    assert Judge([], embed=None).best("Players were fooled.", [paragraph(" ")]) is None


@EMBEDS
@pytest.mark.parametrize("text", ["players " * 1_250, "1 " * 5_000, "不" * 10_000, "a. " * 3_333])
def test_ten_thousand_characters_are_never_supported(embed: Embed | None, text: str) -> None:
    told = paragraph(FACTS)
    proof = Judge([told], embed=embed).best(text, [told])
    assert proof is None or proof.score < THRESHOLD


def test_chinese_statements_are_judged_by_their_words_and_numbers() -> None:
    told = paragraph("产业互联网的发展需要深度融合。平台的用户下降了百分之四十。")
    judge = Judge([told], embed=None)
    right = judge.best("平台用户下降了40%。", [told])
    wrong = judge.best("平台用户下降了百分之五十。", [told])
    assert right is not None
    assert wrong is not None
    assert right.score > wrong.score
    assert wrong.score < THRESHOLD


def test_a_cross_encoder_decides() -> None:
    told = paragraph(FACTS)
    asked: list[tuple[str, str]] = []

    def entail(pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
        asked.extend(pairs)
        return [0.9 if "not huge" in evidence else 0.1 for evidence, _ in pairs]

    judge = Judge([told], embed=None, entail=entail)
    proof = judge.best("Business customers bring little traffic.", [told])
    assert proof is not None
    assert proof.score == 0.9
    assert "not huge" in told.text[proof.start : proof.end]
    assert all(claim == "Business customers bring little traffic." for _, claim in asked)


def test_a_cross_encoder_does_not_excuse_a_missing_number() -> None:
    told = paragraph(FACTS)
    judge = Judge([told], embed=None, entail=lambda pairs: [1.0] * len(pairs))
    proof = judge.best("The platform lost 70 % of its users.", [told])
    assert proof is not None
    assert proof.score == 0


def test_sentences_are_embedded_once() -> None:
    embedded: list[str] = []

    def embed(texts: Sequence[str]) -> Embed:
        embedded.extend(texts)
        return fake_embed(texts)

    told = paragraph(FACTS)
    judge = Judge([told], embed=embed)
    for statement in ("Players lost users.", "The platform lost users."):
        judge.best(statement, [told])
    assert len(embedded) == 3 + 2


def test_a_longer_run_of_neighbours_is_verbatim_too() -> None:
    told = paragraph(FACTS)
    first, second = FACTS.split(". ")[:2]
    proof = Judge([told], embed=None).best(f"{first}. {second}.", [told])
    assert proof is not None
    assert proof.score == 1
    assert told.text[proof.start : proof.end] == f"{first}. {second}."


def passes(judge: Judge, text: str, paragraphs: Sequence[Paragraph]) -> bool:
    proof = judge.best(text, paragraphs)
    return proof is not None and proof.score >= THRESHOLD


def share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def test_planted_falsehoods_of_the_essay_are_withheld_and_originals_pass(
    embedder: Embedder,
) -> None:
    paragraphs = essay()
    judge = Judge(
        paragraphs,
        embed=lambda texts: embedder.embed_documents(texts, expected=len(texts)),
        authors={paragraphs[0].document: "Meng Yonghui"},
    )
    originals = essay_originals()
    planted = [one for kind in KINDS for one in plant(originals, kind=kind, count=60, seed=11)]
    assert len(planted) > 150
    false = [one.text for one in planted] + [text for text, truth in attributions() if not truth]
    true = [one.text for one in originals] + [text for text, truth in attributions() if truth]
    assert share([not passes(judge, text, paragraphs) for text in false]) >= 0.95
    assert share([passes(judge, text, paragraphs) for text in true]) >= 0.90


def test_statements_as_models_write_them(embedder: Embedder) -> None:
    paragraphs = essay()
    judge = Judge(
        paragraphs,
        embed=lambda texts: embedder.embed_documents(texts, expected=len(texts)),
        authors={paragraphs[0].document: "Meng Yonghui"},
    )
    found = [(one.truth, passes(judge, one.text, paragraphs)) for one in statements()]
    false = [not passed for truth, passed in found if not truth]
    true = [passed for truth, passed in found if truth]
    assert len(false) >= 120
    assert len(true) >= 80
    assert share(false) >= 0.83
    assert share(true) >= 0.82


def test_planting_is_seeded_and_changes_every_statement() -> None:
    originals = essay_originals()
    for kind in KINDS:
        once = plant(originals, kind=kind, count=20, seed=3)
        assert once == plant(originals, kind=kind, count=20, seed=3)
        assert all(one.text != one.original.text for one in once)
