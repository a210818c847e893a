"""One documented behaviour of AWS per test, named by the id of its source."""
