"""The timeline of a report, or of one figure of it: what happened, and what each party had before it then.

It is for the day on which two parties do not remember the same thing. Nothing is told that its reader could
not read elsewhere: internal notes are their organisation's, and what was not shared is the département's."""
