"""How long cases are kept, who holds one, and how one is purged: by two people, whole or not at all."""
