"""The index on disk: rows in SQLite, and the search indexes derived from them."""
