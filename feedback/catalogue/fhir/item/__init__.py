"""One item of a file: type, options, conditions, limits, first values."""
