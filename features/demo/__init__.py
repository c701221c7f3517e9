"""Stories told on real wire traffic, for a person who wants to see it work."""

from features.demo.telling import STORIES, tell

__all__ = ["STORIES", "tell"]
