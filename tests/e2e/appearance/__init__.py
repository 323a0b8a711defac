"""How the pages are drawn: looked at once, whatever the database."""
