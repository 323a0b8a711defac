"""What may go wrong when a document is made, said in French to whoever asked for it."""


class RenderingError(Exception):
    """The document could not be made; the message says why."""


class SectionFault(RenderingError):
    """A part of the document is at fault, and is named."""

    def __init__(self, section: str, cause: Exception) -> None:
        self.section = section
        reason = str(cause) or type(cause).__name__
        super().__init__(f"La partie «\u00a0{section}\u00a0» ne peut pas être mise en page\u00a0: {reason}.")


class EngineMissing(RenderingError):
    """The PDF engine cannot be loaded on this machine."""

    def __init__(self, cause: Exception) -> None:
        reason = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
        super().__init__(
            "Le moteur PDF (WeasyPrint) ne se charge pas sur cette machine. Installez ses "
            "bibliothèques\u00a0: apt-get install --no-install-recommends "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
            f"Cause\u00a0: {reason}"
        )
