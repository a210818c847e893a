"""AWS's operations on a function, by subject: what :class:`Function` is put together from."""
