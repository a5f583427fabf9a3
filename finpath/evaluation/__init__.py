"""Runs against a known answer: how much is found, how early, and who is named for nothing."""
