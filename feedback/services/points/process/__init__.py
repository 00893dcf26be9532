"""Process facts: what was done, with the unit's own codes."""
