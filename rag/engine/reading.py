"""Reading an article for the index: its passages, and who says what in them."""

from __future__ import annotations

from functools import cached_property

from rag.attribution.attach import with_attributions
from rag.models.tagger import Tagger
from rag.segment import segment
from rag.segment.tokens import token_counter
from rag.types import Document, Passage


class ArticleReader:
    """Reads articles; the tagger of speech is loaded with the first one."""

    def __init__(self, encoding: str, passage_tokens: int) -> None:
        self._count_tokens = token_counter(encoding)
        self._passage_tokens = passage_tokens

    def __call__(self, document: Document) -> list[Passage]:
        """Return the passages of a document, in order, with their attributions."""
        passages = segment(
            document, count_tokens=self._count_tokens, passage_tokens=self._passage_tokens
        )
        return with_attributions(passages, self._tagger)

    @cached_property
    def _tagger(self) -> Tagger:
        return Tagger.load()
