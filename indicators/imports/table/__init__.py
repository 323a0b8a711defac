"""The long form: one value a row, named by its contract, its indicator and its year."""
