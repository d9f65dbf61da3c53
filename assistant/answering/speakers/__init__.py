"""Who says it: the author, a source, or those whose view is reported."""
