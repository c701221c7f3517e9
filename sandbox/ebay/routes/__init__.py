"""One file an API family; they only translate."""
