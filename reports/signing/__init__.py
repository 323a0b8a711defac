"""Signatures of the agreed reports, and the check of any PDF that says it is one."""
