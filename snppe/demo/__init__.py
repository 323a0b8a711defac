"""The demonstration: a cast named by role, Alsace with its real figures, four invented territories."""
