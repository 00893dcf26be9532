"""Goals and the treatment plan."""
