"""References of articles and citations of quotations in APA, Chicago, MLA, BibTeX and RIS.

The three styles are written here for the one kind of work that an index has, the news article.
"""
