"""References of articles with any facts."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.citing import bibtex, ris
from rag.citing.cited import STYLES, Bibliography, quoted_words
from rag.types import Document, Place, Span

FACT = st.none() | st.text(
    st.sampled_from("aB é“”‘’\"'.,;:&?!-–()[]{}\\%#_^~$\n\u202e") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=30,
)
DATES = st.none() | st.dates(date(1000, 1, 1))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(FACT, FACT, FACT, FACT, DATES), min_size=1, max_size=3))
def test_any_facts_are_cited(
    facts: list[tuple[str | None, str | None, str | None, str | None, date | None]],
) -> None:
    """Whatever an article states, each style gives one line, and each file its entries."""
    documents = [
        Document.from_text(
            str(n), Place("a.txt"), title=title, author=author, source=source, url=url, published=on
        )
        for n, (title, author, source, url, on) in enumerate(facts)
    ]
    for style in STYLES:
        works = Bibliography(documents, style)
        for cited in (*works.references(), *(works.cite(one) for one in documents)):
            assert cited.reference and len(cited.reference.splitlines()) == 1
            assert cited.in_text.startswith("(") and cited.in_text.endswith(")")
    assert bibtex.entries(documents).count("\n}\n") == len(documents)
    assert ris.entries(documents).count("\r\nER  - \r\n") == len(documents)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab “”„«»‘’\"'."), min_size=1, max_size=12))
def test_any_words_stay_unchanged(words: str) -> None:
    """The words are within their quotation marks, whatever marks they have."""
    document = Document.from_text(words, Place("a.txt"))
    quoted = quoted_words(Span(document, 0, len(words)))
    before, found, after = quoted.partition(words)
    assert found == words and not set(before + after) - set("“”„«»‘’\"'… ")
