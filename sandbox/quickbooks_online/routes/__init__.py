"""One file an API family; each only translates between HTTP and the rules."""
