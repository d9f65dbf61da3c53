"""The only place that chooses and joins."""
