"""What a user passes in, and how it is refused."""
