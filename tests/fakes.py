"""Stand-ins and builders that tests share."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.indexing.build import Base, Builder
from assistant.reading.reader import Reading, read
from assistant.storage.generation import Generation
from assistant.storage.manifest import SCHEMA, Manifest, Recipe
from assistant.storage.vectors import VectorCache
from assistant.text.tokens import terms
from assistant.types import DocumentId, Evidence, Hit, Origin, Paragraph, ParagraphId, Usage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RECIPE = Recipe(schema=SCHEMA, reader=1, windows=1, model="fake", model_hash="fake", max_tokens=64)

#: Word pieces as the fake counts them: signs of unspaced scripts, short runs of letters, signs.
_PIECE = re.compile(r"[\u3400-\u9fff]|[^\W_]{1,6}|[^\w\s]|_")


class FakeEmbedder:
    """Texts that share words lie near each other; the same text always gets the same vector."""

    def __init__(self, dimensions: int = 96) -> None:
        self.dimensions = dimensions
        self.embedded: list[str] = []

    def embed_documents(self, texts: Sequence[str], *, expected: int) -> NDArray[np.float32]:
        """Embed passages and remember them."""
        import numpy as np

        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    def embed_query(self, question: str) -> NDArray[np.float32]:
        """Embed a question."""
        return self._vector(question)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count word pieces and two special ones."""
        return [len(_PIECE.findall(text)) + 2 for text in texts]

    def _vector(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        vector = np.zeros(self.dimensions, dtype=np.float32)
        vector[0] = 0.1  # so that a text without words has a direction too
        for term in terms(text):
            code = zlib.crc32(term.encode())
            vector[1 + code % (self.dimensions - 1)] += 1 if code & 1 << 31 else -1
        return vector / np.linalg.norm(vector)


def reading(name: str, text: str | bytes, *, suffix: str = ".txt") -> Reading:
    """Read a text as the file `name` plus `suffix` with the id `name`."""
    data = text.encode() if isinstance(text, str) else text
    return read(
        data,
        document=DocumentId(name),
        path=f"library/{name}{suffix}",
        sha256=hashlib.sha256(data).hexdigest(),
        suffix=suffix,
    )


def paragraph(
    plain: str, *, document: str = "doc", number: int = 1, start: int = 0, line: int = 1
) -> Paragraph:
    """Make a paragraph without markup."""
    return Paragraph(
        document=DocumentId(document),
        number=number,
        section=(),
        text=plain,
        start=start,
        line=line,
        plain=plain,
    )


def paragraph_id(document: str, number: int) -> ParagraphId:
    """Name a paragraph."""
    return ParagraphId(document=DocumentId(document), number=number)


def hit(
    found: Paragraph, *, score: float = 1.0, dense: float | None = 0.5, lexical: float | None = 1.0
) -> Hit:
    """Make a hit of a paragraph."""
    return Hit(paragraph=found, score=score, dense=dense, lexical=lexical)


def evidence(found: Paragraph, text: str, *, score: float = 1.0) -> Evidence:
    """Make evidence of words of a paragraph."""
    start = found.start + found.text.index(text)
    return Evidence(paragraph=found, start=start, end=start + len(text), text=text, score=score)


def origin(document: str) -> Origin:
    """Say what a citation needs to know of a document."""
    return Origin(title=f"About {document}", author=None, path=f"{document}.txt", sha256="0" * 64)


def equal_rarity(question_terms: Iterable[str]) -> Mapping[str, float]:
    """Weigh all terms the same."""
    return dict.fromkeys(question_terms, 1.0)


@dataclass
class ScriptPiece:
    """A piece of a scripted reply."""

    text: str = ""
    usage: Usage | None = None


@dataclass
class Script:
    """A model that says what it was told to say."""

    pieces: Sequence[str]
    error: Exception | None = None
    name: str = "script"
    asked: list[Any] = field(default_factory=list)
    given: int = 0
    closed: bool = False

    def reply(
        self, messages: Sequence[Any], *, schema: Mapping[str, Any] | None = None
    ) -> Generator[ScriptPiece, None, None]:
        """Say it, piece by piece."""
        self.asked.append((messages, schema))
        try:
            for text in self.pieces:
                self.given += 1
                yield ScriptPiece(text=text)
            if self.error:
                raise self.error
            yield ScriptPiece(usage=Usage(input_tokens=5, output_tokens=3))
        finally:
            self.closed = True


class FakeMeter:
    """Keeps the numbers of paragraphs that a build reports."""

    expected_passages = 1

    def __init__(self) -> None:
        self.done: list[int] = []

    def advance(self, paragraphs: int) -> None:
        """Keep a number."""
        self.done.append(paragraphs)


def build(
    folder: Path,
    readings: Iterable[Reading],
    *,
    cache: Path,
    embedder: FakeEmbedder,
    base: Base | None = None,
    drop: Iterable[str] = (),
) -> Manifest:
    """Build a generation in a new folder."""
    folder.mkdir(parents=True)
    with VectorCache(cache) as vectors:
        builder = Builder(
            folder, recipe=RECIPE, embedder=embedder, cache=vectors, base=base, meter=FakeMeter()
        )
        builder.drop(map(DocumentId, drop))
        for one in readings:
            builder.add(one.document, one.paragraphs, root="library")
        return builder.finish(sources=["library"], excluded=[])


@contextmanager
def opened(folder: Path) -> Iterator[Generation]:
    """Open a generation for reading."""
    generation = Generation(folder)
    try:
        yield generation
    finally:
        generation.close()


def damage(path: Path, *, at: float = 0.5, length: int = 64) -> None:
    """Overwrite some bytes of a file; its size stays."""
    content = bytearray(path.read_bytes())
    start = int((len(content) - 1) * at)
    for place in range(start, min(start + length, len(content))):
        content[place] ^= 0xA5
    path.write_bytes(content)


def save_tiny_model(folder: Path) -> None:
    """Save a sentence-transformers model with random weights and letters for word pieces."""
    import string

    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    special = {name: f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    signs = [*string.ascii_lowercase, *string.digits, *string.punctuation, "产", "业"]
    pieces = [*special.values(), *signs, *(f"##{sign}" for sign in signs)]
    tokenizer = Tokenizer(
        models.WordPiece({piece: id_ for id_, piece in enumerate(pieces)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(7)
    bert = BertModel(
        BertConfig(
            vocab_size=len(pieces),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
        )
    )
    parts = folder.with_name(f"{folder.name}-parts")
    bert.save_pretrained(parts)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=48,
        **{f"{name}_token": sign for name, sign in special.items()},
    ).save_pretrained(parts)
    model = SentenceTransformer(modules=[Transformer(str(parts)), Pooling(32)], device="cpu")
    model.save(str(folder))
