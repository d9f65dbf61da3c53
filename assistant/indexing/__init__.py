"""The sync plan, and its execution: writes storage."""
