"""Pages of a whole unit that no single role owns: absence, emergency access, use."""
