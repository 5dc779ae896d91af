"""Cues of speech in one sentence: where the subject stands, and what is reported.

A sentence is read as words and marks in order; quotations come masked, so that a cue inside one is
not read. "Macron said that …", "…, said Macron", "…, according to Macron", and in a headline
"Macron: …" are all there is; a clause in a content is read as a statement of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.attribution.contents import Contents
from rag.attribution.words import (
    BEFORE_PARTICIPLE,
    DASHES,
    HEARER,
    MOST_TOKENS,
    Range,
    Word,
    agrees,
    extent,
    is_auxiliary,
    read_words,
)
from rag.english.function_words import (
    BEING,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    TIMES,
)
from rag.english.lexicon import NOUNS, PROGRESSIVES, VERBS, Verb, takes_clause
from rag.english.persons import ROLES


@dataclass(frozen=True, slots=True)
class Statement:
    """Places in a sentence: of the subject, and of what is reported."""

    subject: Range | None
    cue: str
    contents: tuple[Range, ...]


def find_statements(masked: str, *, heading: bool = False) -> list[Statement]:
    """Return the statements of a sentence in the order of their cues.

    Characters of quotations are masked by U+FFFC. A `heading` is also read as "Name: …".
    """
    tokens = read_words(masked)
    if heading and (found := _headline(tokens)):
        return [found]
    if signed := _signed(tokens):
        return [signed]
    if len(tokens) > MOST_TOKENS:
        return []
    clause = _Clause(tokens)
    statements: list[Statement] = []
    for i in range(len(tokens)):
        if (made := clause.statement(i)) is not None:
            statements.append(made)
    return _cut(statements, tokens)


def _headline(tokens: Sequence[Word]) -> Statement | None:
    """Read "Name: what was said"."""
    colons = [i for i, t in enumerate(tokens) if t.text == ":"]
    if len(colons) != 1 or not 0 < (i := colons[0]) < len(tokens) - 1:
        return None
    if i <= 4 and tokens[0].low not in VERBS and all(t.capital for t in tokens[:i]):
        return Statement(extent(tokens[:i]), ":", (extent(tokens[i + 1 :]),))
    return None


def _signed(tokens: Sequence[Word]) -> Statement | None:
    """Read a quotation with a name under it: "“…” — Ann Lee"."""
    dash = next((i for i, t in enumerate(tokens) if t.text in DASHES), None)
    if dash is None or not 0 < dash < len(tokens) - 1 or not all(t.quoted for t in tokens[:dash]):
        return None
    name = [t for t in tokens[dash + 1 :] if not t.mark]
    if not 1 < len(name) <= 5 or not all(t.capital for t in name):
        return None
    return Statement(
        extent(name), tokens[dash].text, tuple((t.start, t.end) for t in tokens[:dash])
    )


def _cut(statements: list[Statement], tokens: Sequence[Word]) -> list[Statement]:
    """End a content where a new statement is set beside it: "A said x, but B said y"."""
    beside = {
        tokens[k].start: tokens[k - 2].start
        if tokens[k - 1].low in CONJUNCTIONS
        else tokens[k - 1].start
        for k in range(2, len(tokens))
        if tokens[k - 1].text == ";"
        or (tokens[k - 1].low in ("but", "while", "whereas") and tokens[k - 2].text == ",")
    }
    ends = sorted(beside[s.subject[0]] for s in statements if s.subject and s.subject[0] in beside)
    if not ends:
        return statements
    done = []
    for s in statements:
        contents = tuple((a, min([e for e in ends if a < e < b], default=b)) for a, b in s.contents)
        done.append(Statement(s.subject, s.cue, contents))
    return done


class _Clause(Contents):
    """The words of a sentence, in which statements are looked for."""

    def statement(self, i: int) -> Statement | None:
        """Return the statement whose cue is token `i`, if it is one."""
        tokens = self.words
        if tokens[i].low == "according" and i + 2 < len(tokens) and tokens[i + 1].low == "to":
            return self._according(i)
        if tokens[i].low in NOUNS and (found := self._noun(i)):
            return found
        if tokens[i].low in PROGRESSIVES and i and tokens[i - 1].low in BEFORE_PARTICIPLE:
            return self._participle(i)
        if tokens[i].low in PROGRESSIVES and i and (found := self._beside(i) or self._heard(i)):
            return found
        verb = VERBS.get(tokens[i].low) or self._progressive(i)
        if verb is None or (tokens[i].capital and i > 0 and not tokens[i - 1].quoted):
            return None
        if (verb.frame == "clause" or verb.lemma == "ask") and (found := self._inverted(i)):
            return found
        after = tokens[i + 1].low if i + 1 < len(tokens) else ""
        fronted = any(t.quoted for t in tokens[i + 2 : i + 3])  # "a step that Lee described as “…”"
        if after == "by" or (after == "as" and verb.frame == "object" and not fronted):
            return None  # "warned by", "described as": somebody else's speech
        self.phrase, self.among, self.relative = None, False, False
        subject = self.before(i)
        if after == "as" and verb.frame == "object":
            relative = subject is not None and subject[0] and tokens[subject[0] - 1].low in RELATIVE
            if not relative:
                return None
        if subject is None:
            return None
        if not self.among and not agrees(tokens[i].low, verb, tokens[subject[0] : subject[1]]):
            return None
        contents = self.contents(i, subject, verb)
        if self.relative:
            contents = self.before_main_verb(i, contents)
        if not contents and not self._announces(i):
            return None
        self.last_subject = subject
        return Statement(extent(tokens[slice(*subject)]), tokens[i].low, contents)

    def _noun(self, i: int) -> Statement | None:
        """Read "Lee's claim that …": the one whose it is says what follows."""
        tokens = self.words
        owner = tokens[i - 1] if i else None
        if owner is None or not owner.low.endswith(("'s", "s'")) or not owner.capital:
            return None
        if i + 2 >= len(tokens) or tokens[i + 1].low not in ("that", "to"):
            return None
        if tokens[i + 1].low == "to" and (
            tokens[i + 2].capital or tokens[i + 2].low in DETERMINERS or tokens[i + 2].quoted
        ):
            return None  # "Lee's threat to the bridge"
        first = i - 1
        while first > 0 and tokens[first - 1].capital and not tokens[first - 1].mark:
            first -= 1
        end = owner.end - 2 if owner.low.endswith("'s") else owner.end - 1
        start = i + 2 if tokens[i + 1].low == "that" else i + 1
        last = len(tokens) - 1 if tokens[-1].mark else len(tokens)
        comma = next((k for k in range(start, last) if tokens[k].text == ","), last)
        if any(takes_clause(t.low) for t in tokens[comma:last]):
            last = comma  # "Lee's claim that …, Orr said": there Orr's words go on
        if start >= last:
            return None
        return Statement((tokens[first].start, end), tokens[i].low, (extent(tokens[start:last]),))

    def _participle(self, i: int) -> Statement | None:
        """Read "Lee left, saying that …": who did the one thing says the other."""
        verb = PROGRESSIVES[self.words[i].low]
        subject = self.last_subject or self.opening()
        after = self.words[i + 1].low if i + 1 < len(self.words) else ""
        means = verb.frame == "object" and after in ("that", "to") and self.words[i - 1].text == ","
        if subject is None or not (verb.frame == "clause" or verb.frame == "hearer" or means):
            return None
        contents = self.reported(i + 1, verb)
        if not contents:
            return None
        return Statement(extent(self.words[slice(*subject)]), self.words[i].low, contents)

    def _beside(self, i: int) -> Statement | None:
        """Read "…, with some clerks warning that it leaks"."""
        tokens = self.words
        if i + 2 >= len(tokens) or tokens[i + 1].low != "that":
            return None
        near = range(i - 2, max(-1, i - HEARER), -1)
        k = next((k for k in near if tokens[k].low == "with" or tokens[k].mark), None)
        if k is None or tokens[k].low != "with" or not self.is_somebody(k + 1, i):
            return None
        contents = self.reported(i + 1, PROGRESSIVES[tokens[i].low])
        return Statement(extent(tokens[k + 1 : i]), tokens[i].low, contents) if contents else None

    def _heard(self, i: int) -> Statement | None:
        """Read "footage of Lee saying, “…”" and "Lee was quoted as saying that …"."""
        tokens = self.words
        verb = PROGRESSIVES[tokens[i].low]
        first = i
        while first and tokens[first - 1].capital and not tokens[first - 1].mark:
            first -= 1
        subject: Range | None = (first, i)
        if first == i:
            subject = self.quoted_as(i)
        elif not (any(t.quoted for t in tokens[i + 1 : i + 3]) and self.is_somebody(first, i)):
            subject = None
        if subject is None or (verb.frame != "clause" and verb.frame != "hearer"):
            return None
        contents = self.reported(i + 1, verb)
        if not contents:
            return None
        return Statement(extent(tokens[slice(*subject)]), tokens[i].low, contents)

    def _announces(self, i: int) -> bool:
        """Say if a sentence ends with a cue and a colon: what is said comes in the next."""
        return [t.text for t in self.words[i + 1 :]] == [":"]

    def _progressive(self, i: int) -> Verb | None:
        """Return the verb of "is once again questioning", not of "without questioning"."""
        verb = PROGRESSIVES.get(self.words[i].low)
        j = i - 1
        while verb and j >= 0 and self.is_between(j):
            j -= 1
        return verb if verb and j >= 0 and self.words[j].low in BEING else None

    def _according(self, i: int) -> Statement | None:
        tokens = self.words
        end = self.end_of_name(i + 2, source=True)
        if end == i + 2:
            return None
        before = [t for t in tokens[:i] if not t.mark]
        if before and tokens[i - 1].low not in CONJUNCTIONS:
            last = i - 1 if tokens[i - 1].mark else i
            contents = (extent(tokens[:last]),)
        else:
            start = end + 1 if end < len(tokens) and tokens[end].text == "," else end
            if start >= len(tokens):
                return None
            contents = (extent(tokens[start:]),)
        return Statement(extent(tokens[i + 2 : end]), "according to", contents)

    def _inverted(self, i: int) -> Statement | None:
        """Read "…, said Macron": what is said comes first."""
        tokens = self.words
        if i == 0:
            return self._announced()
        if i + 1 >= len(tokens):
            return None
        before, after = tokens[i - 1], tokens[i + 1]
        if not (before.quoted or before.text in (",", "?", "!")):
            return None
        if not (
            after.capital
            or after.low in DETERMINERS
            or after.low in ROLES
            or after.low in PRONOUNS
            or (after.text[0].isdigit() and any(t.capital for t in tokens[i + 2 : i + 5]))
        ):
            return None
        if after.low in ("i", "who") or after.text in TIMES:
            return None
        end = i + 2 if after.low in PRONOUNS else self.end_of_name(i + 1)
        named = after.capital or after.low in PRONOUNS or self.has_role(i + 1, end)
        described = None if before.quoted else self.with_apposition(i - 1)
        if not (before.quoted or named) or (described is not None and described[0] == 0):
            return None  # "Lee, the mayor, said a second pier, No. 2, would close"
        start, end = self.named_behind(i + 1, end)
        if any(is_auxiliary(t) for t in tokens[i + 1 : end]):
            return None
        # "…, said he would" and "…, said the bridge was" are no inversions.
        runs_on = end < len(tokens) and not tokens[end].mark
        if runs_on and not before.quoted and tokens[end].low not in PREPOSITIONS | CONJUNCTIONS:
            return None
        contents = self.first_part(i)
        if not contents:
            return None
        self.last_subject = (start, end)
        return Statement(
            extent(tokens[start:end]), tokens[i].low, (*contents, *self.quoted_after(end))
        )

    def _announced(self) -> Statement | None:
        """Read "Said Lee: “…”"."""
        tokens = self.words
        end = self.end_of_name(1)
        if end == 1 or end + 1 >= len(tokens) or tokens[end].text != ":":
            return None
        quotes = self.quoted_after(end)
        return Statement(extent(tokens[1:end]), tokens[0].low, quotes) if quotes else None
