"""Composes the answer: the best sentence and those that add to it, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from itertools import takewhile

from rag.answering.newest import differ, newest_first
from rag.answering.own_words import lacking, own_words_first
from rag.answering.quantities import is_other_quantity
from rag.answering.refusal import not_borne_out, refusal
from rag.answering.retrieve import Found
from rag.answering.running_quotations import begins_inside_quotation
from rag.answering.score import Candidate
from rag.answers import Answer, Citation
from rag.english.lexicon import REPORTING
from rag.english.speaker_names import same_speaker
from rag.hits import Hit
from rag.question.understand import asked_act, asks_who
from rag.types import Attribution, Query, Sentence, Span

NEAREST = 3  # passages offered with a refusal
CONTEXT = 2  # sentences before a quoted one that may be shown with it

# Sentences of a higher cosine are paraphrases.
SAME_MEANING = 0.85

# A further sentence must be at least this probable, as a share of the best one's probability.
WORTH_ADDING = 0.5

# Pronouns whose antecedent is in an earlier sentence: at the start, or as the speaker.
_PRONOUN = re.compile(
    r"^\W*(?:he|she|they|it|his|her|their|its|this|that|these|those|such)\b"
    rf"|\b(?:he|she|they)\s+(?:{REPORTING}|went on)\b"
    rf"|\b{REPORTING}\s+(?:he|she|they)\b",
    re.IGNORECASE,
)


def compose(
    query: Query,
    candidates: Sequence[Candidate],
    found: Sequence[Found],
    *,
    unknown: Callable[[], Sequence[str]],
    top: int,
    min_confidence: float,
    scope: Callable[[], str] = str,
    excluded: Set[tuple[str, int]] = frozenset(),
) -> Answer:
    """Cite the best of `candidates`, or refuse if its probability is below `min_confidence`.

    `candidates` and `found` come best first; at most `top` sentences are cited. Where somebody's
    words are asked for, nothing else is cited, however similar. Sentences of the (doc_id, start)
    `excluded` are not cited again. Only a refusal calls `unknown`, which returns the words of the
    question that no article has, and `scope`, which states which articles were searched.

    Where somebody's words are asked for, the whole statement answers, and no part of it is marked.
    """
    judged = candidates
    candidates = [c for c in judged if _may_be_cited(c, query, excluded)]
    other = lacking(query, candidates)
    if query.speaker:
        candidates = own_words_first(query, candidates, min_confidence, judged)
    if asks_who(query):
        named = _who_did(query, candidates)
        if named and named[0].probability >= min_confidence:
            candidates = named
    if query.speaker is None:
        candidates = newest_first(candidates, min_confidence)
    confidence = candidates[0].probability if candidates else 0.0
    if not candidates or confidence < min_confidence:
        nearest = tuple(hit(f, judged) for f in found[:NEAREST])
        lacks = not_borne_out(query, candidates[0].reading) if candidates else ()
        reason = refusal(query, unknown(), scope(), other, lacks)
        return Answer(query.text, (), confidence, reason, nearest, query, lacks)
    chosen = _choose(candidates, top, min_confidence)
    return Answer(query.text, _citations(query, chosen), confidence, None, (), query)


def _who_did(query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the words of people with a name, of an answer to "who said", "who denied".

    Who denies or opposes something does not say it: such words answer only where nothing else does.
    """
    act = asked_act(query)
    said = [(c, c.attribution) for c in candidates]
    named = [(c, a) for c, a in said if a is not None and a.speaker]
    against = {"denied", "opposed"}
    fitting = [c for c, a in named if a.act == act or against.isdisjoint((act, a.act))]
    return fitting or [c for c, _ in named]


def hit(found: Found, judged: Sequence[Candidate] = ()) -> Hit:
    """Return a passage as one that was found, but is no source.

    `judged` are sentences of any passages, best first.
    """
    of_passage = (c for c in judged if c.found.passage_id == found.passage_id and c.probability)
    nearest = next((c.sentence for c in of_passage), None)
    runs_on = begins_inside_quotation(found.passage, 0)
    return Hit(found.passage, found.score, runs_on, nearest)


@dataclass(slots=True)
class _Choice:
    """A sentence to cite, and the same sentence in other articles."""

    candidate: Candidate
    also: list[Sentence] = field(default_factory=list)


def _choose(candidates: Sequence[Candidate], top: int, threshold: float) -> list[_Choice]:
    """Take the best sentences that differ from one another; equal ones become one choice.

    What is the context of a choice is shown with it, and not cited once more.
    """
    chosen: dict[str, _Choice] = {}
    shown: set[str] = set()
    for candidate in (c for c in candidates if c.probability >= threshold):
        words = _words(candidate.sentence)
        if words in chosen:
            if candidate.sentence.document.doc_id not in _documents(chosen[words]):
                chosen[words].also.append(candidate.sentence)
        elif words not in shown and len(chosen) < top and _adds(candidate, [*chosen.values()]):
            chosen[words] = _Choice(candidate)
            shown.update(_words(s) for s in _context(candidate))
    return list(chosen.values())


def _documents(choice: _Choice) -> set[str]:
    return {s.document.doc_id for s in (choice.candidate.sentence, *choice.also)}


def _adds(candidate: Candidate, chosen: Sequence[_Choice]) -> bool:
    """Return whether a sentence is probable, on topic, and no paraphrase of a chosen one."""
    if not chosen:
        return True
    if candidate.probability < WORTH_ADDING * chosen[0].candidate.probability:
        return False
    return candidate.on_topic and not any(_says_the_same(candidate, c.candidate) for c in chosen)


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    """Return whether sentences are paraphrases; what answers differently on two days is none."""
    return float(one.vector @ other.vector) > SAME_MEANING and not differ(one, other)


def _citations(query: Query, chosen: Sequence[_Choice]) -> tuple[Citation, ...]:
    """Order the choices: the best first, then those of its article in reading order, and so on."""
    ranks: dict[str, int] = {}
    for choice in chosen:
        ranks.setdefault(choice.candidate.sentence.document.doc_id, len(ranks))
    rest = sorted(
        chosen[1:],
        key=lambda c: (
            ranks[c.candidate.sentence.document.doc_id],
            c.candidate.sentence.start,
        ),
    )
    shown: set[str] = set()
    return tuple(_citation(query, choice, shown) for choice in [chosen[0], *rest])


def _citation(query: Query, choice: _Choice, shown: set[str]) -> Citation:
    """Make a citation; a sentence that is `shown` already is not given again as context.

    Nor are those before it: the context ends where the cited sentence begins.
    """
    candidate = choice.candidate
    words = None if query.speaker else _answer_words(candidate)
    said = _whose(candidate, words)
    if words and said and asks_who(query) and _is_part(words, said):
        words = None  # what was said is not who said it
    nearest_first = reversed(_context(candidate))
    context = [*takewhile(lambda s: _words(s) not in shown, nearest_first)][::-1]
    shown.update(_words(s) for s in (*context, candidate.sentence))
    passage = candidate.found.passage
    first = passage.sentences.index(context[0]) if context else candidate.index
    return Citation(
        candidate.sentence,
        candidate.probability,
        tuple(context),
        tuple(choice.also),
        said,
        begins_inside_quotation(passage, first),
        words,
    )


def _whose(candidate: Candidate, words: Span | None) -> Attribution | None:
    """Return whose speech a sentence is: of several that speak in it, who says what answers."""
    said = candidate.attribution
    if words is None or said is None or _holds(said, words):
        return said
    passage = candidate.found.passage
    of_answer = [a for a in passage.attributions if a.speaker and _holds(a, words)]
    return min(of_answer, key=lambda a: a.content.end - a.content.start, default=said)


def _is_part(words: Span, said: Attribution) -> bool:
    return said.content.start < words.end and words.start < said.content.end


def _holds(said: Attribution, words: Span) -> bool:
    return said.content.start <= words.start and words.end <= said.content.end


def _answer_words(candidate: Candidate) -> Span | None:
    """Return the words of a sentence that are the answer; None where the reader sees none."""
    sentence = candidate.sentence
    if candidate.answer is None:
        return None
    start, end = candidate.answer
    return Span(sentence.document, sentence.start + start, sentence.start + end)


def _words(sentence: Sentence) -> str:
    """Return the text of a sentence as it is compared: copies may be wrapped in other ways."""
    return " ".join(sentence.text.split())


def _key(sentence: Sentence) -> tuple[str, int]:
    return sentence.document.doc_id, sentence.start


def _context(candidate: Candidate) -> list[Sentence]:
    """Return the sentences of the same paragraph that a pronoun refers to."""
    sentences = candidate.found.passage.sentences
    i = candidate.index
    context: list[Sentence] = []
    while _PRONOUN.search(sentences[i].text) and i > 0 and len(context) < CONTEXT:
        i -= 1
        if sentences[i].paragraph != candidate.sentence.paragraph or sentences[i].heading:
            break
        context.insert(0, sentences[i])
    return context


def _may_be_cited(candidate: Candidate, query: Query, excluded: Set[tuple[str, int]]) -> bool:
    if not candidate.own or (excluded and _key(candidate.sentence) in excluded):
        return False
    if is_other_quantity(query.shown, candidate):
        return False
    if not query.filters.other_than:
        return True
    speaker = candidate.attribution.speaker if candidate.attribution else None
    others = query.filters.other_than
    return speaker is not None and not any(same_speaker(other, speaker) for other in others)
