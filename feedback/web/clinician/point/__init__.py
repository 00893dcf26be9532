"""One evaluation point: its page, the clinician's own preparation, and the sheet."""
