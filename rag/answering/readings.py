"""Answers a question in a conversation: how a follow-up is read, and which of its readings wins.

A follow-up may lean on the answers before in several ways. Each reading is asked; the answers
decide, by their confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering import pipeline
from rag.answering.pipeline import Models, Request
from rag.answering.unknown_words import rarest_terms, strange_words
from rag.answers import Answer
from rag.english.interrogatives import names_its_subject
from rag.english.persons import is_organisation, may_mean
from rag.index import filtering
from rag.index.view import IndexView
from rag.question.filters import merged
from rag.question.followup import FollowUp, follow_up
from rag.question.referents import SpeakerLookup
from rag.question.slots import Reading
from rag.types import Filters

# In a few articles a sentence stands out more, and so its confidence is higher, than among all: it
# must be higher by this. Chosen on development dialogues: see "Follow-ups" in benchmarks/README.md.
CITED_MARGIN = 0.1
# An answer of this confidence needs no comparison with another reading. Chosen likewise.
SURE = 0.75


def answer_in_context(
    view: IndexView, models: Models, request: Request, before: Sequence[Answer]
) -> Answer:
    """Answer a question that may lean on the answers before, those of its topic in order.

    A follow-up keeps the filters of the question before, and its own words put theirs on top;
    with `request.filters`, exactly these hold. Raises as `pipeline.answer` does.
    """
    before = [answer for answer in before if answer.query.out_of_scope is None]
    read = pipeline.read(view, models, request.question)
    followed = None
    if before and read.out_of_scope in (None, "outlet"):
        followed = follow_up(read.text, before, known=_lookup(view), sources=view.outlets)
    if followed is None:
        return pipeline.answer(view, models, request)
    asked = replace(request, question=read.text, corrections=read.corrections)
    answer = _Context(view, models, asked, followed, before).answer()
    return replace(answer, question=request.question.strip())


def _lookup(view: IndexView) -> SpeakerLookup:
    return SpeakerLookup(view.speakers.speaks, view.speakers.is_person, may_mean, is_organisation)


@dataclass(frozen=True, slots=True)
class _Context:
    """A follow-up, the answers before it, and what it is asked of."""

    view: IndexView
    models: Models
    request: Request
    followed: FollowUp
    before: Sequence[Answer]

    def answer(self) -> Answer:
        """Answer from the articles cited before, or else from all.

        Of two readings the one that is answered wins, or the one with the higher confidence.
        """
        wide = self._ask(self.followed.main, self.request)
        if self._stands_alone(wide):
            return wide
        near = self._from_cited(wide)
        if near is not None:
            return near
        if wide.answered and not self.followed.open:
            return wide
        return self._surer(wide, self.request)

    def _stands_alone(self, wide: Answer) -> bool:
        """Return whether a question leans on nothing, whatever a leaning reading would answer.

        A question that is answered and names all that it is about gives the same answer anywhere in
        a conversation. A word that is no English and stands in no article continues no topic.
        """
        if strange_words(self.request.question, self.view.terms, self.models.is_word):
            return True
        return self.followed.alone and wide.answered and names_its_subject(self.request.question)

    def _from_cited(self, wide: Answer) -> Answer | None:
        """Answer from the articles that the last answer cites; None where they don't clearly.

        A question like "how long will it take?" continues with these articles, whatever else would
        answer its words; but where the answer from all articles, `wide`, is sure, it stands alone.
        """
        articles = self._cited_articles()
        if not articles or self.followed.other_than or self.followed.filters != Filters():
            return None
        threshold = self.request.min_confidence
        base = self.models.calibration(self.view).threshold if threshold is None else threshold
        request = replace(
            self.request, articles=articles, min_confidence=min(1.0, base + CITED_MARGIN)
        )
        near = self._ask(self.followed.main, request)
        stands_out = near.answered and near.confidence - CITED_MARGIN >= wide.confidence
        if wide.answered and wide.confidence >= SURE and not (stands_out or self.followed.open):
            return None
        sure = near.answered and near.confidence >= SURE and not self.followed.open
        if not sure:
            near = self._surer(near, request)
        if not near.answered:
            return None
        same = [c.sentence for c in near.citations] == [c.sentence for c in wide.citations]
        if self.followed.alone and near.as_typed and same:
            return wide
        return replace(near, query=replace(near.query, in_cited=True, shown_as=self._leaning(near)))

    def _leaning(self, near: Answer) -> str | None:
        """Return a question as it is shown where it leans on the one before by its articles."""
        other = self.followed.or_else
        return (
            other.shown if self.followed.alone and near.as_typed and other else near.query.shown_as
        )

    def _surer(self, first: Answer, request: Request) -> Answer:
        """Return the answer to the other reading if there is one of higher confidence.

        Its article must have what was typed, so that a question on something else, as "when is
        riprap used?" after one on thieves, is not answered by when the thieves came.
        """
        if self.followed.or_else is None:
            return first
        second = self._ask(self.followed.or_else, request)
        surer = second.answered and second.confidence > first.confidence
        if surer and cites_rarest(self.view, self.models, second, self.followed.own):
            return second
        return first

    def _ask(self, reading: Reading, request: Request) -> Answer:
        filters = request.filters
        if filters is None and not (self.followed.alone and reading == self.followed.main):
            filters = self._carried(reading.searched)
        excluded = self._cited_sentences() if self.followed.again else frozenset()
        asked = replace(
            request,
            question=reading.searched,
            filters=filters,
            excluded=excluded,
            shown_as=None if reading.shown == reading.searched else reading.shown,
        )
        return pipeline.answer(self.view, self.models, asked)

    def _carried(self, text: str) -> Filters:
        """Return the filters of the question before, with those of the follow-up on top."""
        own = pipeline.interpret(self.view, self.models, text).filters
        carried = merged(merged(self.before[-1].query.filters, own), self.followed.filters)
        return replace(carried, speaker=own.speaker, other_than=self.followed.other_than)

    def _cited_articles(self) -> frozenset[str]:
        """Return the doc_ids of the articles that the last answer of the topic cites."""
        answered = [answer for answer in self.before if answer.answered]
        return frozenset(d.doc_id for d in answered[-1].documents) if answered else frozenset()

    def _cited_sentences(self) -> frozenset[tuple[str, int]]:
        return frozenset(
            (sentence.document.doc_id, sentence.start)
            for answer in self.before
            for citation in answer.citations
            for sentence in (citation.sentence, *citation.also)
        )


def cites_rarest(view: IndexView, models: Models, answer: Answer, words: str) -> bool:
    """Return whether the article that an answer cites first has the rarest of some words.

    Those are the ones in the fewest passages. Words that only ask, as "what else", say nothing.
    """
    if not answer.citations:
        return False
    rarest = rarest_terms(pipeline.interpret(view, models, words).text, view.terms) if words else ()
    if not rarest:
        return True
    doc_id = answer.citations[0].document.doc_id
    passages = filtering.passages_of_articles(view.store, [doc_id])
    return bool(view.terms.search(sorted(rarest), 1, passages))
