"""Where the public reports a payment page: a process that can write and not read; and what the desk does with it."""
