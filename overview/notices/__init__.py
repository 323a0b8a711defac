"""The letters: what awaits a person, once a day; what has come to their turn, at once; what is late, to who
manages the organisation. Each is written from the data when it leaves, so that it never tells stale facts."""
