"""The families that finpath plants, one to a file."""
