"""Instruments: scores, bands, reliable change, and how numbers develop."""
