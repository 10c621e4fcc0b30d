"""Conversations: what the assistant asks and says."""
