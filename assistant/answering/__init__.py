"""Ranked paragraphs become a verified answer: evidence, a writer, verification, the chain."""
