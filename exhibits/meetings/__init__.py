"""What committees asked, recommended and were promised, and what became of it."""
