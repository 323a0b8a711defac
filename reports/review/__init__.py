"""The reading of a shared report point by point: what has not moved since one's own last reading is folded,
the rest is put in the order of its risk, and what is left is told."""
