"""Evaluation points: prepared, gone through together, held, corrected; overviews, and what was done."""
