"""What `assistant chat` is made of."""
