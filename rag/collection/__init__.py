"""Quotations that a user keeps: each a place in an article, with a note."""
