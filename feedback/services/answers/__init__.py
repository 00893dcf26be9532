"""Being asked, answering, and what came of it."""
