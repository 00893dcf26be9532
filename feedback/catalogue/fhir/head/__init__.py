"""What a file says of itself: identity, rights, version, texts."""
