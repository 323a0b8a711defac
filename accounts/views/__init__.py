"""Pages by which people come in, choose a password, take a seat and manage those of their organisation."""
