"""Names: mentions of persons, organizations, places and other things; their roles; which of them are one."""
