"""A patient's page at the clinician's: what was answered, how it develops, and replies."""
