"""Amendments: what they may bring, how they are drafted, previewed and signed, what they wait for."""
