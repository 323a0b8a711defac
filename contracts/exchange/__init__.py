"""Actions and contracts as tables: what is exported, read from a file, written from it, and taken back."""
