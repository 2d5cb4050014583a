"""What was sent to whom, and what became of it."""
