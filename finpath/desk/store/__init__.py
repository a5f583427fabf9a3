"""What the desk keeps: one database, in which no name and no word stands in clear; how it is asked."""
