"""The collection plan of a patient: chosen, tried out, switched on, changed, paused and ended."""
