"""Pages of contracts, their actions, their history, the frameworks and the calendar."""
