"""What a file is refused for."""


class UnreadableFile(ValueError):
    """Nothing of the file can be used. The French message says what is wrong and how to mend it.

    `likeness` is how many of the titles that are looked for a sheet bears: of several, the one that resembles
    most is told of.
    """

    def __init__(self, message: str, likeness: int = 0) -> None:
        super().__init__(message)
        self.likeness = likeness
