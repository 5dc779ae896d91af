"""rag.english.lexicon: every verb of saying works in a question and in an article."""

from __future__ import annotations

import pytest

from rag.attribution.linking import attribute
from rag.english.lexicon import LEXICON, VERBS, Verb, alternation
from rag.question.understand import only_asks, understand
from rag.segment.sentences import split_sentences
from tests.support import shipped_tagger

FOLLOWED_BY = {"clause": "that", "hearer": "reporters that", "object": "that"}


def anybody(name: str) -> bool:
    """Everybody is quoted."""
    return True


@pytest.mark.parametrize("verb", LEXICON, ids=lambda verb: verb.lemma)
def test_a_verb_works_in_a_question(verb: Verb) -> None:
    """It asks for somebody's words on a topic, in each form that questions use."""
    questions = [f"What did Ann Lee {verb.lemma} about the bridge?"]
    questions += [f"What has Ann Lee {form} about the bridge?" for form in verb.participles]
    questions += [f"What is Ann Lee {form} about the bridge?" for form in verb.progressives]
    for question in questions:
        query = understand(question, anybody)
        assert (query.speaker, query.topic) == ("Ann Lee", "the bridge"), question
    query = understand(f"Did Ann Lee {verb.lemma} that the bridge is safe?", anybody)
    assert (query.speaker, query.topic) == ("Ann Lee", "the bridge is safe")
    assert all(only_asks(form) for form in verb.forms)


@pytest.mark.parametrize("verb", LEXICON, ids=lambda verb: verb.lemma)
def test_a_verb_works_in_an_article(verb: Verb) -> None:
    """What follows its past tense is attributed to its subject."""
    for form in verb.finite[2:3]:
        text = f"Ann Lee {form} {FOLLOWED_BY[verb.frame]} the bridge was not safe."
        (found,) = attribute(text, split_sentences(text), shipped_tagger())
        content = text[found.start : found.end].removeprefix("that ")
        assert (found.speaker, content) == ("Ann Lee", "the bridge was not safe")
        assert found.cue.split()[0] == form


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("say", {"say", "says", "said", "saying"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("admit", {"admit", "admits", "admitted", "admitting"}),
        ("write", {"write", "writes", "wrote", "written", "writing"}),
        ("stress", {"stress", "stresses", "stressed", "stressing"}),
        ("signal", {"signal", "signals", "signaled", "signalled", "signaling", "signalling"}),
        ("agree", {"agree", "agrees", "agreed", "agreeing"}),
        ("reply", {"reply", "replies", "replied", "replying"}),
    ],
)
def test_forms_follow_the_rules_of_spelling(lemma: str, forms: set[str]) -> None:
    """Regular, irregular, with a doubled consonant, and in two spellings."""
    assert set(VERBS[lemma].forms) == forms


def test_each_verb_stands_once() -> None:
    """No lemma has two senses or frames."""
    assert len({verb.lemma for verb in LEXICON}) == len(LEXICON)


def test_the_longest_word_comes_first() -> None:
    """A pattern of several words never stops at the shorter of two."""
    assert alternation(["say", "says", "say"]) == "(?:says|say)"
