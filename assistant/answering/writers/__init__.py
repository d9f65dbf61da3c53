"""Those who draft an answer: one that quotes, one that asks a language model."""
