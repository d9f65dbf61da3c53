"""Which sentences answer, what they cannot be quoted without, and how sure that is."""
