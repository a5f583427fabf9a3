"""Who may do what: rules that are asked in Python and as SQL, from one table."""
