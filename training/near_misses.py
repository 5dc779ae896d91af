"""Near misses that are made from a right pair by changing one thing in it.

Either the question asks for another name, year, number, role or opposite, and its words are marked
as not borne out; or the sentence names another, lacks the words that answer, says what a former
office holder did, or tells the deed the other way round. A pair in which a name is changed
everywhere stays right, so that a strange name alone is no sign of a wrong one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rag.english.analyzer import analyze
from rag.english.interrogatives import NAME
from rag.english.persons import OFFICES
from rag.models.reader_input import Candidate
from training.near_quantities import OtherQuantities
from training.reader_example import Example
from training.reader_questions import Spans
from training.shared_words import NUMBER, YEAR, exchanged, find, names, texts_of

# Words whose exchange for each other changes what is asked.
OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in """
    killed/injured died/survived die/survive deaths/injuries dead/wounded first/last first/second
    largest/smallest biggest/smallest highest/lowest oldest/youngest longest/shortest most/least
    best/worst more/fewer before/after won/lost win/lose increase/decrease rise/fall rose/fell
    north/south northern/southern east/west eastern/western mayor/governor president/chairman
    minister/ambassador chief/deputy father/brother mother/sister son/nephew daughter/niece
    husband/brother wife/sister bought/sold buy/sell born/buried opened/closed open/close
    started/ended start/end began/ended begin/end imports/exports accepted/rejected
    support/oppose supported/opposed joined/left founded/dissolved built/demolished
    arrested/released convicted/acquitted male/female men/women boys/girls minimum/maximum
    arrive/leave cause/prevent allow/forbid allowed/banned advantage/drawback summer/winter
    morning/evening win/win earliest/latest early/late upper/lower maximum/average annual/monthly
    """.split()
    if len(set(pair.split("/"))) == 2
)
# Words for what may happen to people. Words of other groups are no answer to a question after one.
FATES = tuple(
    tuple(group.split("/"))
    for group in """
    killed/died/dead/deaths/die injured/wounded/hurt/injuries arrested/detained rescued/saved
    evacuated displaced infected hospitalised/hospitalized
    """.split()
)
FATE_NOUNS = ("deaths", "injuries")  # a participle cannot take their place
OFTEN = 0.5  # the share in which a change that seldom applies is tried first
# What stands for a value that is taken out of a sentence, by how the question begins.
VAGUE = {
    "how many": ("many", "several", "some", "a number of"),
    "how much": ("some", "a certain amount"),
    "when": ("at the time", "then", "recently", "earlier"),
    "where": ("there", "elsewhere", "nearby"),
    "who": ("somebody", "the man", "the official", "another person"),
    "what": ("something", "this"),
    "which": ("one", "this one"),
}
HELD_BEFORE = ("former", "former", "former", "deputy", "then", "late", "onetime", "would-be")
_COUNT = re.compile(r"(?<=[a-z,] )\d[\d,.]*(?= [a-z])")
_SYMMETRIC = re.compile(
    r"\b(?:and|with|met|married|between|or|equal|same|both|versus|vs|like)\b|[,;:]", re.IGNORECASE
)


class NearMisses:
    """Makes near misses.

    Names that take another's place are from the `sentences`, nouns from `questions`.
    """

    def __init__(
        self, sentences: Iterable[str], drawn: random.Random, questions: Iterable[str] = ()
    ) -> None:
        self._drawn = drawn
        self._quantities = OtherQuantities(questions, drawn)
        self._names = dict[int, list[str]]()
        inner = (sentence.partition(" ")[2] for sentence in sentences)
        for name in dict.fromkeys(n for s in inner for n in names(s) if not n.isupper()):
            self._names.setdefault(len(name.split()), []).append(name)

    def of(self, right: Example) -> Example | None:
        """Return a near miss of a right example by one of the changes that apply to it."""
        changes: Sequence[Callable[[Example], Example | None]] = (
            self.other_name_asked,
            self.other_name_told,
            self.other_number_asked,
            self.other_number_told,
            self.answer_taken_out,
        )
        seldom: Sequence[Callable[[Example], Example | None]] = (
            self.opposite_asked,
            self.other_fate_asked,
            self.other_fate_told,
            self.former,
            self.turned_round,
            self.other_measure_asked,
            self.other_count_asked,
        )
        if self._drawn.random() < OFTEN:
            tried = [*self._mixed(seldom), *self._mixed(changes)]
        else:
            tried = self._mixed([*changes, *seldom])
        return next((made for change in tried if (made := change(right))), None)

    def _mixed(
        self, changes: Sequence[Callable[[Example], Example | None]]
    ) -> list[Callable[[Example], Example | None]]:
        return self._drawn.sample(changes, len(changes))

    def renamed(self, right: Example) -> Example | None:
        """Return a right example in which a name is another in question and candidate."""
        name = self._shared_name(right)
        if not name or (right.answer and name in right.candidate.sentence[slice(*right.answer)]):
            return None
        other = self._other_name(name, right)
        texts = texts_of(right.candidate)
        start, end = right.answer or (0, 0)
        sentence = right.candidate.sentence
        cut = [sentence[:start], sentence[start:end], sentence[end:]]
        before, words, _ = (exchanged(part, name, other) for part in cut)
        title, context, whole = (exchanged(text, name, other) for text in texts)
        marked = (len(before), len(before) + len(words))
        if right.answer and whole[slice(*marked)] != words:
            return None
        return replace(
            right,
            question=exchanged(right.question, name, other),
            candidate=Candidate(title, context, whole),
            answer=marked if right.answer else None,
        )

    def other_name_asked(self, right: Example) -> Example | None:
        """Ask about another name."""
        name = self._shared_name(right)
        return (name and self._asked(right, name, self._other_name(name, right))) or None

    def other_name_told(self, right: Example) -> Example | None:
        """Let the candidate be about another name."""
        name = self._shared_name(right)
        if not name:
            return None
        other = self._other_name(name, right)
        return self._told(right, name, other, find(right.question, name))

    def other_number_asked(self, right: Example) -> Example | None:
        """Ask about another year or number."""
        found = YEAR.findall(right.question) or NUMBER.findall(right.question)
        old = self._drawn.choice(found) if found else ""
        return self._asked(right, old, self._other_number(old)) if old else None

    def other_number_told(self, right: Example) -> Example | None:
        """Let the candidate be about another year or number than the question's."""
        found = YEAR.findall(right.question) or NUMBER.findall(right.question)
        shared = [old for old in found if find(right.candidate.sentence, old)]
        old = self._drawn.choice(shared) if shared else ""
        spans = find(right.question, old) if old else ()
        return self._told(right, old, self._other_number(old), spans) if old else None

    def opposite_asked(self, right: Example) -> Example | None:
        """Ask for the opposite."""
        sentence = right.candidate.sentence.lower()
        apply = [
            (old, new)
            for pair in OPPOSITES
            for old, new in (pair, pair[::-1])
            if find(right.question, old) and old in sentence and new not in sentence
        ]
        return self._asked(right, *self._drawn.choice(apply)) if apply else None

    def other_measure_asked(self, right: Example) -> Example | None:
        """Ask for another measure of the same thing: how wide it is instead of how tall."""
        told = " ".join(texts_of(right.candidate))
        changed = self._quantities.measure(right.question, told)
        return self._asked(right, *changed) if changed else None

    def other_count_asked(self, right: Example) -> Example | None:
        """Ask for the number of something else."""
        told = " ".join(texts_of(right.candidate))
        changed = self._quantities.count(right.question, told)
        return self._asked(right, *changed) if changed else None

    def other_fate_asked(self, right: Example) -> Example | None:
        """Ask for the injured instead of the dead, and so on."""
        fates = self._other_fate(right)
        if not fates:
            return None
        told, new = fates
        old = next((word for word in told if find(right.question, word)), "")
        return self._asked(right, old, _as_verb(old, new))

    def other_fate_told(self, right: Example) -> Example | None:
        """Let the candidate be about the injured instead of the dead, and so on."""
        fates = self._other_fate(right)
        if not fates:
            return None
        told, new = fates
        asked = next((word for word in told if find(right.question, word)), "")
        old = next((word for word in told if find(right.candidate.sentence, word)), "")
        return self._told(right, old, _as_verb(old, new), find(right.question, asked))

    def _other_fate(self, right: Example) -> tuple[Sequence[str], str] | None:
        """Return a group of which question and sentence have a word, and a word of another.

        None where the sentence has words of several groups, and so may answer for each.
        """
        sentence = right.candidate.sentence
        present = [group for group in FATES if any(find(sentence, word) for word in group)]
        if len(present) != 1 or not any(find(right.question, word) for word in present[0]):
            return None
        if any(find(text, noun) for text in (right.question, sentence) for noun in FATE_NOUNS):
            return None
        other = self._drawn.choice([group for group in FATES if group != present[0]])
        return present[0], other[0]

    def answer_taken_out(self, right: Example) -> Example | None:
        """Say vaguely what the question asks for, which marks its interrogative words."""
        lead = next((w for w in VAGUE if right.question.lower().startswith(w)), None)
        if not lead:
            return None
        sentence = right.candidate.sentence
        start, end = right.answer or self._only_value(lead, sentence) or (0, 0)
        words = sentence[start:end]
        if (
            not words
            or sentence.count(words) > 1
            or end - start > 60
            or words in right.candidate.before
        ):
            return None
        kept = re.sub(r"\b(?:in|on|at|since|by)(?: the)? $", "", sentence[:start])
        head = kept if lead in ("when", "where") else sentence[:start]
        changed = head + self._drawn.choice(VAGUE[lead]) + sentence[end:]
        return self._wrong(right, replace(right.candidate, sentence=changed), ((0, len(lead)),))

    def former(self, right: Example) -> Example | None:
        """Let the candidate be about somebody who held the question's office before."""
        if not re.search(r"\b(?:is|are|current)\b", right.question):
            return None
        shared = [
            o
            for o in sorted(OFFICES)
            if all(find(t, o) for t in (right.question, right.candidate.sentence))
        ]
        if not shared or find(right.candidate.sentence, "former"):
            return None
        office = self._drawn.choice(shared)
        prime = f"prime {office}"
        office = prime if find(right.candidate.sentence, prime) else office
        held = self._drawn.choice(HELD_BEFORE)
        # "the mayor" may be read as "a former mayor", too.
        before = (
            self._drawn.choice(("the ", ""))
            if find(right.candidate.sentence, f"the {office}")
            else ""
        )
        article = "a " if before else ""
        spans = find(right.question, office)
        return self._told(right, f"{before}{office}", f"{article}{held} {office}", spans)

    def turned_round(self, right: Example) -> Example | None:
        """Let who answers and who is asked about change their places in the sentence."""
        sentence = right.candidate.sentence
        answer = sentence[slice(*right.answer)] if right.answer else ""
        asked = self._shared_name(right)
        if not asked or not NAME.fullmatch(answer) or asked in answer or answer in asked:
            return None
        if not re.match(r"who\b", right.question, re.IGNORECASE):
            return None
        places = sorted([(sentence.find(answer), answer), (sentence.find(asked), asked)])
        (first, one), (second, two) = places
        between = sentence[first + len(one) : second]
        if sentence.count(answer) > 1 or sentence.count(asked) > 1 or len(between) > 60:
            return None
        if _SYMMETRIC.search(between) or not re.search(r"\w", between):
            return None
        changed = sentence[:first] + two + between + one + sentence[second + len(two) :]
        return self._wrong(right, replace(right.candidate, sentence=changed, before=""), None)

    def _asked(self, right: Example, old: str, new: str) -> Example | None:
        """Return the pair with another question, whose new words are not borne out."""
        text = exchanged(right.question, old, new)
        told = " ".join(texts_of(right.candidate))
        if text == right.question or find(told, new):
            return None
        return self._wrong(replace(right, question=text), right.candidate, find(text, new))

    def _told(self, right: Example, old: str, new: str, unsupported: Spans) -> Example | None:
        """Return the pair with another candidate, which does not bear words of the question out."""
        title, before, sentence = (exchanged(t, old, new) for t in texts_of(right.candidate))
        if sentence == right.candidate.sentence or not unsupported:
            return None
        return self._wrong(right, Candidate(title, before, sentence), unsupported)

    def _wrong(self, pair: Example, candidate: Candidate, unsupported: Spans | None) -> Example:
        return replace(
            pair,
            candidate=candidate,
            right=False,
            answer=None,
            unsupported=unsupported or (),
            all_marked=unsupported is not None,
        )

    def _shared_name(self, right: Example) -> str:
        """Return a name of the question that the sentence holds, "" if there is none."""
        shared = [n for n in names(right.question) if find(right.candidate.sentence, n)]
        return self._drawn.choice(shared) if shared else ""

    def _other_name(self, name: str, right: Example) -> str:
        """Return a name of as many words, of which none stands in the pair."""
        used = set(analyze(" ".join([right.question, *texts_of(right.candidate)])))
        pool = self._names.get(len(name.split()), [name])
        for _ in range(20):
            other = self._drawn.choice(pool)
            if not used & set(analyze(other)):
                return other
        return name

    def _other_number(self, old: str) -> str:
        digits = int(re.sub(r"\D", "", old))
        if YEAR.fullmatch(old):
            return str(digits + self._drawn.choice((-12, -7, -5, -3, -2, -1, 1, 2, 3, 5, 7, 12)))
        changed = max(2, round(digits * self._drawn.choice((0.4, 0.6, 0.8, 1.3, 1.7, 2.5))))
        return f"{changed if changed != digits else digits + 1:,}" if "," in old else str(changed)

    def _only_value(self, lead: str, sentence: str) -> tuple[int, int] | None:
        """Return the only number or year of a sentence, if a question asks for one."""
        kinds = {"how many": _COUNT, "how much": _COUNT, "when": YEAR}
        found = list(kinds[lead].finditer(sentence)) if lead in kinds else []
        return found[0].span() if len(found) == 1 else None


def _as_verb(old: str, participle: str) -> str:
    """Return a participle as it stands in place of a verb: "were injured" for "died"."""
    return {"died": f"were {participle}", "die": f"be {participle}"}.get(old, participle)
