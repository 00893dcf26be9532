"""Answering a question set, page by page."""
