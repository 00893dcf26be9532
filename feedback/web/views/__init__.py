"""What the pages of several roles draw and read alike: questions, goals, plans, sheets."""
