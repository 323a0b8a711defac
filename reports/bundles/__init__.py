"""Files that gather others: the signed PDFs of a campaign with their manifest, the archive of one report.

Asked on a page or by a command, made by the worker on disk, never in memory, and kept for a time.
"""
