"""What is held on a person, and what they can ask to have corrected or deleted."""
