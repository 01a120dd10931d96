"""The tables. Importing this package registers every one of them."""
