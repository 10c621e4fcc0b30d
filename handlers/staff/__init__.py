"""What those whose work it is may do."""
