"""The index on disk: rows in SQLite, and what is derived from them to search."""
