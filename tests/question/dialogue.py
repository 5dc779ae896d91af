"""Questions and answers for the tests of follow-ups: Bo Berg, Ann Lee and Russia speak."""

from __future__ import annotations

from dataclasses import replace

from rag.answers import Answer, Citation
from rag.question.followup import FollowUp, follow_up
from rag.question.referents import SpeakerLookup
from rag.question.understand import understand
from rag.types import Attribution, Document, Place, Sentence, Span

TEXT = "The quay is sinking, said Ann Lee."
SPEECH = "What did Ann Lee say about the quay?"

KNOWN = SpeakerLookup(
    is_speaker=lambda name: name in ("Berg", "Bo Berg", "Ann Lee", "Russia"),
    is_person=lambda name: name != "Russia",
    may_mean=lambda pronoun, name: (name == "Bo Berg") == (pronoun == "he"),
    is_organisation=lambda name: False,
)


def answered(question: str) -> Answer:
    """Return an answer that cites what Ann Lee said."""
    document = Document.from_text(TEXT, Place("a.txt"))
    said = Attribution(Span(document, 0, 19), "Ann Lee", "name", "said", "indirect")
    cited = Citation(Sentence(document, 0, len(TEXT), 1, False), 0.9, attribution=said)
    return Answer(question, (cited,), 0.9, None, (), understand(question))


def followed(question: str, *before: str) -> FollowUp | None:
    """Return what a question asks after others, each of which may itself be a follow-up."""
    answers: list[Answer] = []
    for earlier in before:
        found = follow_up(earlier, answers, known=KNOWN, sources=["Oskerby Courier"])
        answer = answered(found.main.searched if found else earlier)
        query = replace(answer.query, shown_as=found.main.shown if found else None)
        answers.append(replace(answer, question=earlier, query=query))
    return follow_up(question, answers, known=KNOWN, sources=["Oskerby Courier"])
