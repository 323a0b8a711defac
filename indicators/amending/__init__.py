"""What amendments change of the targets of a contract, and the dashboard that the yearly one waits for."""
