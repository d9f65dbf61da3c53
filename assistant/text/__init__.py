"""Pure functions on text: sentences, tokens, lines, quotes."""
