"""Cases of two desks that meet: asked with hashes under the key of one session, and each side told hit or no hit."""
