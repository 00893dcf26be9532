"""Going through an evaluation point together, until it is held."""
