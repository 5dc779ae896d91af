"""Who said what: attributes the speech in an article to its speakers."""

from rag.attribution.attach import with_attributions
from rag.attribution.linking import attribute

__all__ = ["attribute", "with_attributions"]
