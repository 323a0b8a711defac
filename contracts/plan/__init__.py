"""The action plan: deliverables, what each year is to bring, its calendar, its board."""
