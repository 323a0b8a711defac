"""What every import shares: the plan that is shown, the kinds of files, the trace in the journal."""
