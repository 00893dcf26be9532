"""Evaluation points: what is prepared, written together, held, and drawn on the sheet."""
