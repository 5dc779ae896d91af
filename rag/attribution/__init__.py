"""Who said what: reads the sentences of an article and attributes speech to its speakers."""

from rag.attribution.attach import with_attributions
from rag.attribution.linking import attribute

__all__ = ["attribute", "with_attributions"]
