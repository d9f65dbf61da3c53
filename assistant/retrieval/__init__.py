"""A question becomes ranked paragraphs: dense, lexical, fused."""
