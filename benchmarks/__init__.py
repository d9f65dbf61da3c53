"""Measuring scripts, run from the checkout: `python -m benchmarks.speed`."""
