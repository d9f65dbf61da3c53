"""The nouns that every room uses. No input, no output, nothing beyond the standard library.

Offsets count Unicode characters of a document's decoded text and are half-open:
`document.text[start:end]` is the thing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType

DocumentId = NewType("DocumentId", str)

Format = Literal["text", "markdown"]
Support = Literal["quoted", "supported", "unsupported"]
Status = Literal["added", "changed", "renamed", "removed", "unchanged", "skipped"]
Reason = Literal["no_evidence", "partial", "conflicting"]
Voice = Literal["own", "reported", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ParagraphId:
    """Which paragraph: the document and the paragraph's number in it, from 1."""

    document: DocumentId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote that a paragraph's marks point to.

    Attributes:
        label:  What stands in its marks: "1" for `[^1]`.
        source: The source that it names, in its own words; empty where it names none, and is a
                paragraph itself.
    """

    label: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A source that a footnote names.

    Attributes:
        text:      The footnote's own words, on one line.
        publisher: Whom it names first; None where that cannot be read off.
        year:      Of the source; None where that cannot be read off.
        url:       Its address.
    """

    text: str
    publisher: str | None
    year: int | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """The unit of citation.

    Attributes:
        document: Id of the document it stands in.
        number:   From 1 in reading order; headings are not counted.
        section:  The headings above it, outermost first.
        text:     The source's own characters, `document.text[start:end]`.
        start:    Offset of the first character.
        line:     Line of the first character, from 1.
        plain:    The same words without markup and line breaks: what is embedded and searched.
        page:     Page, from 1, where the format has pages.
        notes:    The footnotes that its marks point to, in order, each once.
    """

    document: DocumentId
    number: int
    section: tuple[str, ...]
    text: str
    start: int
    line: int
    plain: str
    page: int | None = None
    notes: tuple[Note, ...] = ()

    @property
    def id(self) -> ParagraphId:
        """Document and number."""
        return ParagraphId(document=self.document, number=self.number)

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its footnotes: what else looks like a mark is text."""
        return tuple(note.label for note in self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a document is chosen by; fields as in `Document`."""

    id: DocumentId
    author: str | None = None
    date: str | None
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def topics(self) -> tuple[str, ...]:
        """What it is about: `topics` of the front matter, or `tags`, in their order."""
        listed = self._said("topics") or self._said("tags")
        names = (" ".join(name.split()) for name in listed.split(","))
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def stance(self) -> str | None:
        """How it stands to what it is about: `stance` of the front matter."""
        return " ".join(self._said("stance").split()) or None

    def _said(self, name: str) -> str:
        """Give what the front matter says under a name, however that is capitalised."""
        if name in self.metadata:
            return self.metadata[name]
        return next((value for key, value in self.metadata.items() if key.lower() == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Traits):
    """One source file.

    Attributes:
        id:       Slug of the file's path below its source.
        title:    From the text's title line, the front matter or the file name.
        author:   From the byline or the front matter.
        date:     As written in the byline or the front matter.
        source:   Where the text comes from, as the front matter says it.
        format:   How the file was read.
        path:     The file: relative to the folder that holds the index, if it lies below it.
        encoding: The encoding that the file was decoded with.
        sha256:   Of the file's bytes, in hexadecimal.
        text:     The whole decoded text, without a byte order mark.
        metadata: What else the front matter says, as text.
    """

    title: str
    author: str | None
    source: str | None
    format: Format
    path: str
    encoding: str
    sha256: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a citation says of its document; fields as in `Document`."""

    title: str
    author: str | None
    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The unit of embedding: a paragraph, or a window of sentences of a long one.

    Attributes:
        paragraph: The paragraph that it is, or is cut from.
        window:    0 for the first or only window.
        text:      What the model reads.
    """

    paragraph: ParagraphId
    window: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A paragraph that a search found.

    Attributes:
        paragraph: The paragraph.
        score:     Score in [0, 1]; ranks within one search, means nothing across searches.
        dense:     Cosine of question and best passage, in [-1, 1]; None if not among the nearest.
        lexical:   BM25, at least 0, unbounded; None if it shares no word with the question.
    """

    paragraph: Paragraph
    score: float
    dense: float | None
    lexical: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of a retrieved paragraph.

    Attributes:
        paragraph: Where it stands.
        start:     Offset in the document's text.
        end:       Offset behind it there.
        text:      The source's own characters, without the marks of footnotes.
        score:     How well it answers, in [0, 1].
    """

    paragraph: Paragraph
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReading:
    """What the small reader says of a question and a passage, as probabilities in [0, 1].

    Attributes:
        answers:   That the passage answers the question.
        sentences: That each of its sentences does, in reading order.
    """

    answers: float
    sentences: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStatement:
    """A sentence that a writer proposes, with the paragraphs it cites; proves nothing yet."""

    text: str
    cites: tuple[ParagraphId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens that a language model was sent and wrote; 0 without one.

    Attributes:
        input_tokens:  Sent, the prompt included.
        output_tokens: Written.
        cost:          In US dollars, where the provider reports it; None otherwise.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A statement's pointer to a paragraph, with the quote that proves it.

    `document.text[start:end] == quote` holds for every citation ever returned.

    Attributes:
        number:    As shown in the answer, from 1 in order of appearance.
        document:  Id of the cited document.
        title:     The document's title.
        author:    The document's author.
        section:   Headings above the paragraph, outermost first.
        paragraph: The paragraph's number.
        quote:     The source's own characters.
        start:     Offset of the quote in the document's text.
        path:      The document's file.
        line:      Line of the quote's first character, from 1.
        sha256:    Of the document's file.
        sources:   What the footnotes name whose marks stand in the quote or right behind it.
        labels:    The labels of the marks in the quote, which are not shown with it.
    """

    number: int
    document: DocumentId
    title: str
    author: str | None
    section: tuple[str, ...]
    paragraph: int
    quote: str
    start: int
    path: str
    line: int
    sha256: str
    sources: tuple[Reference, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Offset behind the quote's last character."""
        return self.start + len(self.quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer.

    Attributes:
        text:        The sentence, without citation numbers and marks of footnotes.
        support:     How far its citations bear it out.
        score:       The same as a number in [0, 1]; 1 for a quote.
        citations:   What proves it: at least one, but none where it is unsupported.
        attribution: Who says it: what its citations' footnotes name, otherwise their documents'
                     authors, such as "Reuters (2017)"; None where neither is known.
        lead:        What the answer puts before it, such as "According to Reuters (2017): "; empty
                     where that would not help.
    """

    text: str
    support: Support
    score: float
    citations: tuple[Citation, ...]
    attribution: str | None = None
    lead: str = ""

    @property
    def shown(self) -> str:
        """The sentence as the answer's text has it, without citation numbers."""
        return self.lead + self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question's answer, or the statement that the documents do not answer it.

    Attributes:
        question:   As asked.
        text:       The statements with their citation numbers, as shown.
        statements: Verified sentences in reading order; empty when it abstained.
        citations:  By number; when it abstained, the nearest paragraphs.
        abstained:  Whether the documents do not answer the question.
        reason:     Why it abstained, or what is missing or disputed; None otherwise.
        confidence: Probability, in [0, 1], that the retrieved paragraphs answer the question.
        model:      The writer's name.
        usage:      Tokens spent.
        seconds:    From the question to this answer.
        nearest:    The paragraphs that were looked at, best first.
        standalone: The question as it was searched for: made to stand without the conversation.
        withheld:   What the writer said and no paragraph bears out, in its order; support is
                    `unsupported`, and there are no citations.
        notes:      What the reader should know, a line each: why another writer stands in, what
                    was left out of the prompt.
        prompts:    Content hash of each prompt that was used, by its name.
    """

    question: str
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    abstained: bool
    reason: Reason | None
    confidence: float
    model: str
    usage: Usage
    seconds: float
    nearest: tuple[Hit, ...] = ()
    standalone: str = ""
    withheld: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNote:
    """What an ingest has to say about one file.

    Attributes:
        path:     The file, as `Document.path` gives it.
        document: Its document id, if it became or was one.
        status:   What happened to it.
        note:     Why it was skipped, or what else is worth knowing, such as its encoding.
    """

    path: str
    document: DocumentId | None
    status: Status
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingest did.

    Attributes:
        added, changed, renamed, removed, unchanged, skipped: Numbers of files.
        documents:  Documents in the index now.
        paragraphs: Paragraphs in the index now.
        passages:   Passages in the index now.
        embedded:   Passages that went through the embedding model.
        mended:     Whether a part of the index had lost something and was made anew.
        seconds:    From start to end.
        files:      A note for each file that is not merely unchanged.
    """

    added: int
    changed: int
    renamed: int
    removed: int
    unchanged: int
    skipped: int
    documents: int
    paragraphs: int
    passages: int
    embedded: int
    mended: bool
    seconds: float
    files: tuple[FileNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A statement in a cell of a contrast.

    Attributes:
        statement: What is said, with its proof.
        shared:    Whether it speaks of both subjects.
        voice:     Whose view it is: the document's own, one that it reports, or one that it reports
                   and rejects.
    """

    statement: Statement
    shared: bool
    voice: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What the documents say of one subject on one dimension; best first, empty if nothing."""

    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Two subjects on one dimension.

    Attributes:
        dimension: What they are held against; empty where the row is about them in general.
        cells:     In the order of the subjects.
    """

    dimension: str
    cells: tuple[Cell, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Two subjects side by side.

    Attributes:
        subjects:    As they were given.
        rows:        One for each dimension: in the order given, otherwise the most telling first.
        citations:   By number, in order of appearance: row by row, the first subject's cell first.
        unmentioned: Those of the subjects that the documents never name.
        seconds:     From the call to the table.
    """

    subjects: tuple[str, str]
    rows: tuple[Row, ...]
    citations: tuple[Citation, ...]
    unmentioned: tuple[str, ...]
    seconds: float
