"""From nothing to a contract ready to be signed: what is written on a draft, and by which forms."""
