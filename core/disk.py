"""What is said to a person when the machine cannot write a file, or read theirs."""

import errno

FULL = {errno.ENOSPC, errno.EDQUOT}


def disk_fault(error: OSError) -> str:
    """Why a file could not be written, as the beginning of a sentence; the path it names stays ours."""
    if error.errno in FULL:
        return "le disque du serveur est plein"
    return "le serveur n’a pas pu écrire le fichier"


def reading_fault(error: OSError) -> str:
    """Why a file that a person named could not be read, as the beginning of a sentence."""
    if isinstance(error, FileNotFoundError):
        return "il n’existe pas à cet endroit"
    if isinstance(error, IsADirectoryError):
        return "c’est un dossier"
    if isinstance(error, PermissionError):
        return "vous n’avez pas le droit de le lire"
    return "le disque ne l’a pas rendu"
