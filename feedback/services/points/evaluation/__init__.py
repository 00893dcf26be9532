"""An evaluation point on its way: prepared, written, gone through, held and corrected."""
