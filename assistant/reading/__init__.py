"""Files become documents, and documents become numbered paragraphs."""
