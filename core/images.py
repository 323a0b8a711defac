"""Whether bytes are a whole image and nothing more: its size is bounded before anything is unpacked."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 60_000_000
TOO_LARGE = "ses dimensions dépassent soixante millions de pixels"
BROKEN = "il est tronqué ou illisible"
FOLLOWED = "il est suivi d’autre chose que l’image"
ENDS = {"PNG": b"IEND\xae\x42\x60\x82", "JPEG": b"\xff\xd9"}


def image_fault(content: bytes, kind: str) -> str:
    """What is wrong with an image of a kind (« PNG », « JPEG »), as the end of a French sentence; or nothing.

    The picture itself is not unpacked: its header is read, and the sums of a PNG are verified.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                if image.width * image.height > MAX_PIXELS:
                    return TOO_LARGE
                image.verify()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return TOO_LARGE
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return BROKEN
    return "" if content.rstrip(b"\0").endswith(ENDS[kind]) else FOLLOWED
