"""The joint-review sheet, gathered from what is stored (rule A12)."""
