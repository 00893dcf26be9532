"""Everything that is held on a person, and their rights."""
