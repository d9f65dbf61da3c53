"""What is kept: vectors by content, the catalogue of texts, Chroma, words, generations."""
