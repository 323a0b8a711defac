"""The lines of the money as files and pasted blocks: read, written, taken back."""
