"""`assistant eval`: run suites, compare runs."""
