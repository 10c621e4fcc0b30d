"""How messages come and go; a dialogue never sees which of these carries it."""
