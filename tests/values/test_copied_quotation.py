"""A citation as a line of text to paste elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answers import Citation
from rag.copied_quotation import quotation
from rag.types import Attribution, Span, SpeechAct, SpeechKind
from tests.ui_support import document, sentence
from tests.values.test_conversation_export import CITED

SOURCE = "Visit, The Post, https://example.org/visit"


def cited(
    text: str,
    words: str,
    said: str | None = None,
    kind: SpeechKind = "direct",
    act: SpeechAct = "said",
) -> Citation:
    """Cite the words of a text of which `said` is attributed to Di Voss."""
    article = document(text, title="Visit", source="The Post", url="https://example.org/visit")
    attribution = None
    if said is not None:
        span = Span(article, text.index(said), text.index(said) + len(said))
        attribution = Attribution(span, "Di Voss", "name", "cue", kind, act)
    return Citation(sentence(article, words), 0.9, attribution=attribution)


@pytest.mark.parametrize(
    ("text", "words", "said", "copied"),
    [
        ("“Run,” said Voss.", "“Run,” said Voss.", "“Run,”", "“Run,” said Voss."),
        ("“Run. Now,” said Voss.", "“Run.", "“Run. Now,”", "“Run.”"),
        ("“Run. Now,” said Voss.", "Now,” said Voss.", "“Run. Now,”", "“… Now,” said Voss."),
        ("“Run. Don’t. Go.” So Voss.", "Don’t.", "“Run. Don’t. Go.”", "“… Don’t.”"),
        ('"Run. Now," said Voss.', '"Run.', '"Run. Now,"', '"Run."'),
        ('"Run. Now," said Voss.', 'Now," said Voss.', '"Run. Now,"', '"… Now," said Voss.'),
        ("‘Don’t. Run,’ said Voss.", "‘Don’t.", "‘Don’t. Run,’", "‘Don’t.’"),
        (
            "‘Run. Don’t,’ said Voss.",
            "Don’t,’ said Voss.",
            "‘Run. Don’t,’",
            "‘… Don’t,’ said Voss.",
        ),
        ("Q: Why?\n\nIt burned.", "It burned.", "It burned", "“It burned.”"),
        ("VOSS: It burned.", "VOSS: It burned.", "It burned.", "VOSS: It burned."),
    ],
)
def test_direct_speech_is_copied_under_its_speakers_name(
    text: str, words: str, said: str, copied: str
) -> None:
    """It has one pair of marks, complete even if it opens or closes in another sentence."""
    made = quotation(cited(text, words, said))
    assert made == f"{copied} — Di Voss (quoted), {SOURCE}"


@pytest.mark.parametrize(
    ("act", "kind", "label"),
    [
        ("said", "indirect", "Di Voss (reported)"),
        ("denied", "indirect", "denied by Di Voss (reported)"),
        ("thinks", "indirect", "Di Voss (thinks or wants)"),
    ],
)
def test_reported_speech_is_copied_as_the_articles(
    act: SpeechAct, kind: SpeechKind, label: str
) -> None:
    """The outlet wrote the sentence; the speaker is not put under it as if it were quoted."""
    text = "Voss spoke of a fire."
    made = quotation(cited(text, text, "a fire", kind, act))
    assert made == f"The Post wrote: “Voss spoke of a fire.” — {SOURCE}; {label}"


def test_partly_quoted_speech_keeps_its_own_marks() -> None:
    """The outlet wrote it; no second pair of marks is put around the first."""
    text = "Voss said it was “a fire”."
    made = quotation(cited(text, text, "it was “a fire”", "mixed"))
    assert made == f"The Post wrote: Voss said it was “a fire”. — {SOURCE}; Di Voss (quoted)"
    rest = cited("Voss saw “a fire. Smoke” and left.", "Smoke” and left.")
    made = quotation(replace(rest, begins_inside_quotation=True))
    assert made == f"The Post wrote: “… Smoke” and left. — {SOURCE}"


def test_hearsay_is_copied_as_the_articles() -> None:
    """The sentence quotes who tells it, so it is not put under the name of who is told of."""
    text = "“She told me, ‘Run,’” said Bo Orr."
    told = cited(text, text, "‘Run,’")
    assert told.attribution is not None
    hearsay = replace(told, attribution=replace(told.attribution, told_by="Bo Orr"))
    assert quotation(hearsay) == f"The Post wrote: {text} — {SOURCE}; Di Voss, as told by Bo Orr"


def test_the_articles_own_words() -> None:
    """They are quoted as the outlet's, or, where it is not known, the article's."""
    assert (
        quotation(cited("It burned.", "It burned.")) == f"The Post wrote: “It burned.” — {SOURCE}"
    )
    article = document("It burned. It fell.", path="news/a.txt", title="Fire")
    bare = Citation(sentence(article, "It fell.", 3), 0.9)
    assert quotation(bare) == (
        "According to the article: “It fell.” — Fire, news/a.txt, paragraph 3"
    )


def test_a_copied_quotation_is_one_line_with_its_source() -> None:
    """Author, outlet, date and address of the article follow the sentence, made harmless."""
    copied = quotation(CITED)
    assert copied.startswith("Courier wrote: “<script") and "\n" not in copied
    assert copied.endswith("Ann Lee, Courier, 2025-05-14, https://courier.example/?a=1&b=2")
