"""Public benchmarks as suites, each with the passages that it was made from."""
