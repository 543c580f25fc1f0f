"""What every rule reads of an article: its view, words at offsets, span rows, noun runs, addresses, quotations."""
