"""Figures brought many at once, by file or clipboard: read, compared, shown, applied or undone."""
