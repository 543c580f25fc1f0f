"""Who said what: quotations as speech, statements, their speakers and chains of sources."""
