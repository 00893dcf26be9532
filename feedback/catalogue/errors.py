"""What is wrong with a question set, in one sentence a person can act on."""


class CatalogueError(ValueError):
    """A question set or scoring profile cannot be used; the message names file, place and reason."""
