"""Workbooks that people send, read in a process of their own.

Nothing here imports Django or the rest of the project: the process must start at once and know no secret.
"""
