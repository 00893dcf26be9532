"""Question sets and answers to them: what is asked, what is shown, what an answer may be."""
