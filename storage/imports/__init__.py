"""Lists in: a file is opened in a process of its own (`reading`), its rows are staged, and one
small transaction activates them."""
