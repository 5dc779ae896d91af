"""Who a sentence says is speaking: the words before or behind a cue that stand for somebody."""

from __future__ import annotations

from collections.abc import Sequence

from rag.attribution.words import DASHES, HEARER, MOST_WORDS, Range, Word, ends_name, is_auxiliary
from rag.english.function_words import (
    BEING,
    BETWEEN,
    CONJUNCTIONS,
    DETERMINERS,
    LEADS,
    NEGATIONS,
    NO_NAMES,
    PASSIVE,
    PREPOSITIONS,
    PRONOUNS,
    TIMES,
)
from rag.english.lexicon import PROGRESSIVES, takes_clause
from rag.english.persons import ROLES

OWN = frozenset("of for from with at".split())  # what may follow in the words for somebody


class Subjects:
    """The words of a sentence, in which subjects are looked for; ranges are of words."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.last_subject: Range | None = None  # of the last statement
        self.phrase: int | None = None  # where "the mayor, Ann Lee" begins, if its subject is Lee
        self.among = False  # the subject is one of several: "Lee is among those who say"
        self.relative = False  # the verb is that of "who"

    def end_of_name(self, start: int, *, source: bool = False) -> int:
        """Return where the words for somebody end that begin with token `start`.

        No verb is looked for in those for a `source`: "a report by Lee".
        """
        own = OWN | {"by"} if source else OWN
        end = start
        while end < len(self.words) and end - start < MOST_WORDS:
            token = self.words[end]
            stops = token.low in PREPOSITIONS and token.low not in own
            stops = stops or (ends_name(token) and not (source and token.low in ROLES))
            if token.mark or token.quoted or (end > start and stops):
                break
            end += 1
        while end > start + 1 and self.words[end - 1].low in PREPOSITIONS:
            end -= 1  # "a survey for which …"
        return end

    def has_role(self, start: int, end: int) -> bool:
        """Say if a noun for somebody, or a name, is among words."""
        return any(t.low in ROLES or t.capital for t in self.words[start:end])

    def named_behind(self, start: int, end: int) -> Range:
        """Return the name that follows a noun: "…, said its president, Ann Lee"."""
        tokens = self.words
        if tokens[end - 1].capital or end >= len(tokens) or tokens[end].text != ",":
            return start, end
        last = end + 1
        while last < len(tokens) and tokens[last].capital and not tokens[last].mark:
            last += 1
        closed = last == len(tokens) or tokens[last].mark or tokens[last].quoted
        return (end + 1, last) if last > end + 2 and closed else (start, end)

    def before(self, i: int) -> Range | None:
        """Return the subject of the verb at `i`, as a range of tokens."""
        tokens = self.words
        j = i - 1
        while j >= 0 and self.is_between(j):
            if tokens[j].low in NEGATIONS:
                return None
            j -= 1
        if j > 0 and tokens[i].low in PROGRESSIVES and tokens[j].low in BEING:
            j -= 1
        if j < 0 or tokens[j].low in PASSIVE or tokens[j].low in NEGATIONS or tokens[j].quoted:
            return None
        if tokens[j].text in (",", ")"):
            return self.with_apposition(j)
        if tokens[j].low in ("and", "but", "then", "or"):
            return self.last_subject or (None if self.is_nested(j) else self.opening())
        if tokens[j].mark or (tokens[j].low in CONJUNCTIONS and tokens[j].low != "who"):
            return None
        return self.directly_before(j)

    def is_nested(self, j: int) -> bool:
        """Say if token `j` may join verbs of another clause: "Lee left after Orr came and said"."""
        joints = CONJUNCTIONS - {"and", "but", "or"} | {"after", "before", "who"}
        return any(t.low in joints for t in self.words[:j])

    def directly_before(self, j: int) -> Range | None:
        """Return the words for somebody that end with word `j`."""
        tokens = self.words
        first = j
        while tokens[j].low not in PRONOUNS and first > 0 and not self.bounds(first - 1):
            first -= 1
        if first > 1 and tokens[first - 1].low == "and":
            joint = first - 2
            while joint >= 0 and tokens[joint].capital:
                joint -= 1
            if joint < first - 2 and tokens[j].capital:
                first = joint + 1
        if tokens[first].low.endswith("ing"):  # "cutting off a reporter"
            first = next((k for k in range(first + 1, j) if tokens[k].low in DETERMINERS), first)
        if (
            first > 1
            and tokens[first].low in ("other", "others")
            and tokens[first - 1].low == "and"
        ):
            return self.with_others(first, j)
        if tokens[first].low in PREPOSITIONS:
            after = [k for k in range(first + 1, j) if tokens[k].low in DETERMINERS]
            if after and tokens[after[-1] - 1].capital:  # "in Oskerby the council"
                return (after[-1], j + 1) if self.is_somebody(after[-1], j + 1) else None
            first = j
            while first > 0 and tokens[first - 1].capital and not tokens[first - 1].mark:
                first -= 1
            if not tokens[j].capital and tokens[j].low not in PRONOUNS:
                return None
            if tokens[first].low in PREPOSITIONS:
                first += 1
        if tokens[first].low == "who" and first == j:
            return self.antecedent(first)
        return (first, j + 1) if first <= j and self.is_somebody(first, j + 1) else None

    def with_others(self, first: int, j: int) -> Range | None:
        """Read "Lee and other officials said": the name before the others is meant, too."""
        named = self.directly_before(first - 2)
        if named is not None and self.words[named[0]].capital:
            return named[0], j + 1
        return (first, j + 1) if self.is_somebody(first, j + 1) else None

    def bounds(self, i: int) -> bool:
        """Say if token `i` parts a subject from what comes before."""
        token = self.words[i]
        verb = takes_clause(token.low) and not token.capital  # "Secretary of State Ann Lee"
        return token.mark or token.quoted or token.low in CONJUNCTIONS or verb

    def antecedent(self, who: int) -> Range | None:
        """Return whom "who" stands for: the words before it, or before the comma."""
        end = who - 1 if who and self.words[who - 1].text == "," else who
        if end <= 0 or self.words[end - 1].mark or self.words[end - 1].quoted:
            return None
        self.relative = True
        return self.one_of(end) or self.directly_before(end - 1)

    def one_of(self, end: int) -> Range | None:
        """Return who "is among the officials" or "is one of those", words that end before `end`."""
        tokens = self.words
        near = range(end - 2, max(1, end - HEARER), -1)
        k = next((k for k in near if tokens[k].low in ("among", "of")), 0)
        being = k - 1 if tokens[k].low == "among" else k - 2 if tokens[k - 1].low == "one" else 0
        if being < 1 or tokens[being].low not in BEING:
            return None
        self.among = True
        return self.before(being)

    def with_apposition(self, comma: int) -> Range | None:
        """Read "Macron, the French president, said": the subject comes before the first comma."""
        tokens = self.words
        first = comma
        while (
            first > 0 and not tokens[first - 1].quoted and tokens[first - 1].text not in (";", ":")
        ):
            first -= 1
        parts: list[Range] = []
        start = first
        for k in range(first, comma + 1):
            if tokens[k].text in DASHES | {",", "(", ")"}:
                if start < k:
                    parts.append((start, k))
                start = k + 1
        for a, b in parts[:-1]:
            if tokens[a].low in CONJUNCTIONS and tokens[a].low in ("and", "but", "so", "yet"):
                a += 1
            b = next((k for k in range(a + 1, b) if tokens[k].low == "who"), b)
            if a < b and tokens[a].low not in PREPOSITIONS and self.is_somebody(a, b):
                return self.named_after(a, b, parts)
        return None

    def named_after(self, a: int, b: int, parts: Sequence[Range]) -> Range:
        """Return the name that follows a noun: "the mayor, Ann Lee, said"."""
        tokens = self.words
        after = next((p for p in parts if p[0] > b - 1), None)
        if after is not None and self.is_part(*after):
            return a, after[1]
        office = any(t.low in ROLES and not t.capital for t in tokens[a:b])
        noun = tokens[a].low in DETERMINERS and office
        if after is None or (tokens[b - 1].capital and not noun) or tokens[b].text != ",":
            return a, b
        name = tokens[slice(*after)]
        if len(name) < 2 or not all(t.capital for t in name):
            return a, b
        self.phrase = a
        return after

    def is_part(self, start: int, end: int) -> bool:
        """Say if words name some of several: "including Lee", "with Lee and Orr at their head"."""
        words = [t.low for t in self.words[start:end]]
        led = words[0] == "with" and words[-3:-1] == ["at", "their"]
        return led or words[0] == "including" or words[:2] == ["among", "them"]

    def opening(self) -> Range | None:
        """Return the name or pronoun that a sentence begins with: "On Monday, Lee …", "Lee …"."""
        tokens = self.words
        start = 0
        while start < len(tokens) and self.is_preface(start):
            comma = next((k for k in range(start, len(tokens)) if tokens[k].text == ","), None)
            if comma is None or comma - start > MOST_WORDS:
                return None
            start = comma + 1
        end = start
        while end < len(tokens) and not tokens[end].mark:
            if not tokens[end].capital and (end == start or tokens[end].low not in ROLES | LEADS):
                break
            end += 1
            if tokens[end - 1].low in PRONOUNS:
                break
        while end > start and not tokens[end - 1].capital:
            end -= 1
        return (start, end) if end > start and self.is_somebody(start, end) else None

    def is_preface(self, start: int) -> bool:
        """Say if words up to a comma stand before the subject: "On Monday,", "Moved by Lee,"."""
        first, after = self.words[start], self.words[start + 1 : start + 2]
        if first.low in PREPOSITIONS or first.text in TIMES or first.low in LEADS:
            return first.low in PREPOSITIONS or (bool(after) and after[0].text == ",")
        moved = first.low.endswith("ed") and bool(after) and after[0].low in PREPOSITIONS
        aside = start > 0 and not first.capital and first.low not in PRONOUNS
        return moved or aside

    def is_somebody(self, start: int, end: int) -> bool:
        """Say if words can be the subject of speech: a pronoun, a name, a noun for a person."""
        tokens = self.words[start:end]
        if len(tokens) > MOST_WORDS or any(is_auxiliary(t) for t in tokens):
            return False
        if len(tokens) == 1 and (tokens[0].low in PRONOUNS or tokens[0].low in ROLES):
            return True
        if tokens[-1].capital and (len(tokens) > 1 or tokens[0].text not in NO_NAMES):
            return True
        owned = tokens[0].capital and tokens[0].low.endswith(("'s", "s'"))
        named = owned or any(t.capital for t in tokens[1:]) or tokens[0].low in DETERMINERS
        return len(tokens) > 1 and (named or any(t.low in ROLES for t in tokens))

    def is_between(self, j: int) -> bool:
        """Say if a word may part a subject from its verb: "has", "also", "repeatedly"."""
        return self.words[j].low in BETWEEN or self.words[j].low.endswith("ly")

    def quoted_as(self, i: int) -> Range | None:
        """Return who "was quoted by the paper as saying"."""
        tokens = self.words
        if tokens[i - 1].low != "as":
            return None
        k = next((k for k in range(i - 2, max(0, i - HEARER), -1) if tokens[k].low == "quoted"), 0)
        while k and (tokens[k - 1].low in BEING or self.is_between(k - 1)):
            k -= 1
        if not k or tokens[k - 1].mark or tokens[k - 1].quoted:
            return None
        return self.directly_before(k - 1)
