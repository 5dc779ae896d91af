"""The version of what attribution finds, by itself: opening an index reads nothing else of it."""

ATTRIBUTION_VERSION = 12  # counts the changes of what is found, the tagger's weights included
