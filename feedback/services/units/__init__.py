"""What administrators decide for units, and who works in them; counts for leaders."""
