"""What a question consists of, leans on and names."""
