"""Two subjects, or two sets of documents, side by side."""
