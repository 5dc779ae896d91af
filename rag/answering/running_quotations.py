"""Whether a sentence begins inside a quotation that an earlier sentence opened."""

from __future__ import annotations

from rag.english.quotes import find_quotes
from rag.types import Passage

_OPENING = frozenset("“„«‘")


def begins_inside_quotation(passage: Passage, index: int) -> bool:
    """Return whether sentence number `index` of a passage begins inside a quotation.

    A paragraph that opens with a mark of its own does not, though the quotation may have begun in
    an earlier one. The attributions of the passage tell of marks that it does not contain: a long
    paragraph continues that of the passage before.
    """
    sentence = passage.sentences[index]
    own = [s for s in passage.sentences if s.paragraph == sentence.paragraph]
    text, offset = passage.text, passage.start
    at = sentence.start - offset
    quotes = find_quotes(text, own[0].start - offset, own[-1].end - offset)
    if text[at] in _OPENING or any(quote.start == at for quote in quotes):
        return False
    return any(quote.start < at < quote.end for quote in quotes) or any(
        a.kind == "direct" and a.content.start < sentence.start < a.content.end
        for a in passage.attributions
    )
