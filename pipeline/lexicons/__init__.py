"""What the rules read: small reviewed CSV files, and the one function that loads them."""
