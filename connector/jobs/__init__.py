"""When syncs run: the contract (`jobs`) and the adapter for one process (`inline`)."""
