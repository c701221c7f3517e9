"""One file per API family; each only translates between HTTP and the rules."""
