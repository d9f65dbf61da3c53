"""`assistant ask`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import Index, InDocuments, Json, Question, read_question


def ask(
    question: Question,
    index: Index = None,
    document: InDocuments = None,
    k: Annotated[
        int | None,
        typer.Option("-k", metavar="N", help="Paragraphs to draw from; 8 unless set otherwise."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 if it abstains.")] = False,
    json: Json = False,
) -> None:
    """Answer QUESTION from the documents and cite every statement."""
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    with Assistant.open(index=index) as bot, render.progress() as bot.progress:
        answer = bot.ask(read_question(question), k=k, documents=document)
    if json:
        render.json_document(as_json.answer(answer))
    else:
        render.answer(answer)
    if strict and answer.abstained:
        raise typer.Exit(4)
