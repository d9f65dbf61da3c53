"""Where paragraphs contradict each other on what is asked."""
