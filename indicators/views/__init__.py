"""Pages of the indicators: a year entered, checked, shared out; an indicator on its own."""
