"""The scoring profiles as pages: the facts with their sources, and a draft of the next version."""
