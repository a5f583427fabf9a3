"""What one desk sends another: signed, for one partner, in order. It lies in the outbox, and a person sends it."""
