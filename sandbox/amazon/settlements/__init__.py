"""The settlement report: rows from events, and the files that hold them."""
