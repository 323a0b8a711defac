"""What is said to a person when the machine cannot write a file."""

import errno

FULL = {errno.ENOSPC, errno.EDQUOT}


def disk_fault(error: OSError) -> str:
    """Why a file could not be written, as the beginning of a sentence; the path it names stays ours."""
    if error.errno in FULL:
        return "le disque du serveur est plein"
    return "le serveur n’a pas pu écrire le fichier"
