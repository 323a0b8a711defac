"""Texts to be edited in a word processor, made of the plain HTML that a template gives: DOCX and ODT.

The template holds the words and their order; the file is what a département amends before its assembly.
"""

from core.wordprocessing.blocks import Block, BlockKind, Paper, Run, blocks_of
from core.wordprocessing.docx import to_docx
from core.wordprocessing.odt import to_odt

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}
WRITERS = {"docx": to_docx, "odt": to_odt}

__all__ = ["CONTENT_TYPES", "WRITERS", "Block", "BlockKind", "Paper", "Run", "blocks_of", "to_docx", "to_odt"]
