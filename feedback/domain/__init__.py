"""The rules of the product as plain, pure Python: no clock, no input or output, no database ids."""
