"""Collection plans: what is asked of whom and when, switched on, adapted, paused."""
