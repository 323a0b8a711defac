"""What amendments change of the credits of a year."""
