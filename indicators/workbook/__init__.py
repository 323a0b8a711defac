"""The workbook of a contract's year: made with its own rows, filled offline, brought back and compared."""
