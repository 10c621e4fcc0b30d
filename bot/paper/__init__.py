"""What is printed: slips with a code, handed to people who then link their phones."""
