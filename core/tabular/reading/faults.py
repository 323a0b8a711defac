"""What a file is refused for."""


class UnreadableFile(ValueError):
    """Nothing of the file can be used. The French message says what is wrong and how to mend it."""
