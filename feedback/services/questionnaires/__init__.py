"""Question sets and the facts by which instruments are scored: brought in, made, changed."""
