"""The routes, one file a subject; `asking` is what they have in common."""
