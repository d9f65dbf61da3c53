"""Whether paragraphs bear statements out: what must be there, signals, and the verdict."""
