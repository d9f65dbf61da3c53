"""The small reader: its data, its training, its export."""
