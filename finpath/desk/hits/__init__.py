"""Cases that meet: hit or no hit, both owners told at the same time, and content when both said yes."""
