"""Who said what: attributes the speech in an article to its speakers."""
