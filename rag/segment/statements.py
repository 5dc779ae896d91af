"""Cues of speech in one sentence: where the subject stands, and what is reported.

A sentence is read as words and marks in order; quotations come masked, so that a cue inside one is
not read. "Macron said that …", "…, said Macron", "…, according to Macron", and in a headline
"Macron: …" are all there is; a clause in a content is read as a statement of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.segment.cues import (
    BETWEEN,
    CONJUNCTIONS,
    LEADS,
    MEANING,
    NO_NAMES,
    PASSIVE,
    PREPOSITIONS,
    PROGRESSIVES,
    ROLES,
    SAYING,
    SAYINGS,
    SAYINGS_TOO,
    TELLING,
    TIMES,
    VERBS,
)

Range = tuple[int, int]

MASK = "\ufffc"
_TOKEN = re.compile(
    rf"{MASK}+|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I)(?=['’](?:s|re|d|ll|ve)\b)|['’](?:s|re|d|ll|ve)\b|"
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Gov|Lt|Gen|Col|Maj|Sgt|Capt|Rev|St|[A-Z])\.(?=\s)|"
    r"[^\W_]+(?:\.(?=[^\W_]\.)|[-'’][^\W_]+)*|[,;:()\[\]—–―]|(?<=\s)-(?=\s)|\.(?=\s|$)|[?!]"
)
DASHES = frozenset("—–―-")
_MARKS = frozenset(",;:()[]—–―-.?!")

PRONOUNS = frozenset("he she they it i we you who".split())
DETERMINERS = frozenset(
    "the a an one some many several his her its their our two three four five both these those "
    "another all most".split()
)
# Verbs that say that a stretch is a clause and no name of somebody.
AUXILIARIES = frozenset(
    "is are was were be been has have had will would can could may might must should do does did "
    "isn't aren't wasn't weren't hasn't haven't won't can't don't didn't".split()
)
BEING = frozenset("is are was were be been 's 're".split())
NEGATIONS = frozenset("not never n't cannot didn't doesn't don't hasn't haven't to".split())
# Verbs that mean other things than speech unless a clause or a quotation follows.
NEEDS_CLAUSE = frozenset(
    """
    add continue repeat write point comment respond counter report observe note state maintain
    conclude recall indicate reveal stress suggest find show hint signal confide clarify guess
    assume worry wish
    """.split()
)
# Verbs that are nouns as well: "support at sea", "the back of the house".
NEEDS_OBJECT = frozenset(
    """
    attack back challenge demand doubt fear hope mention plan question request support view
    """.split()
)
_PLURALS = frozenset("they we i you who people police".split())
CLAUSE_SUBJECTS = frozenset("he she it they we there".split())
BEFORE_PARTICIPLE = frozenset((",", "by", "before", "after", "while"))
RELATIVE = frozenset("that which what".split())
QUESTIONED = frozenset(
    "asked pressed questioned".split()
)  # not what is said: "Asked if …, Lee said"
CLAUSE = frozenset("that to whether if why how what".split())
MOST_TOKENS = 400  # of a sentence; what is longer is no prose, and would take long to read
MOST_WORDS = 14  # in a subject
HEARER = 8  # words for the one that is told


@dataclass(frozen=True, slots=True)
class Statement:
    """Places in a sentence: of the subject, and of what is reported."""

    subject: Range | None
    cue: str
    contents: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def quoted(self) -> bool:
        return self.text[0] == MASK

    @property
    def mark(self) -> bool:
        return self.text in _MARKS

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def find_statements(masked: str, *, heading: bool = False) -> list[Statement]:
    """Return the statements of a sentence in the order of their cues.

    Characters of quotations are masked by U+FFFC. A `heading` is also read as "Name: …".
    """
    tokens = [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(masked)]
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


def _headline(tokens: Sequence[_Token]) -> Statement | None:
    """Read "Name: what was said"."""
    colons = [i for i, t in enumerate(tokens) if t.text == ":"]
    if len(colons) != 1 or not 0 < (i := colons[0]) < len(tokens) - 1:
        return None
    if i <= 4 and tokens[0].low not in VERBS and all(t.capital for t in tokens[:i]):
        return Statement(_range(tokens[:i]), ":", (_range(tokens[i + 1 :]),))
    return None


def _signed(tokens: Sequence[_Token]) -> Statement | None:
    """Read a quotation with a name under it: "“…” — Ann Lee"."""
    dash = next((i for i, t in enumerate(tokens) if t.text in DASHES), None)
    if dash is None or not 0 < dash < len(tokens) - 1 or not all(t.quoted for t in tokens[:dash]):
        return None
    name = [t for t in tokens[dash + 1 :] if not t.mark]
    if not 1 < len(name) <= 5 or not all(t.capital for t in name):
        return None
    return Statement(
        _range(name), tokens[dash].text, tuple((t.start, t.end) for t in tokens[:dash])
    )


def _range(tokens: Sequence[_Token]) -> Range:
    return tokens[0].start, tokens[-1].end


def _cut(statements: list[Statement], tokens: Sequence[_Token]) -> list[Statement]:
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


class _Clause:
    """The words of a sentence, in which subjects and contents are looked for."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._subject: Range | None = None  # of the last statement, in tokens
        self._phrase: int | None = None  # where "the mayor, Ann Lee" begins, if its subject is Lee

    def statement(self, i: int) -> Statement | None:
        """Return the statement whose cue is token `i`, if it is one."""
        tokens = self._tokens
        if tokens[i].low == "according" and i + 2 < len(tokens) and tokens[i + 1].low == "to":
            return self._according(i)
        if tokens[i].low in SAYINGS and (found := self._noun(i)):
            return found
        if tokens[i].low in PROGRESSIVES and i and tokens[i - 1].low in BEFORE_PARTICIPLE:
            return self._participle(i)
        if tokens[i].low in PROGRESSIVES and i and (found := self._heard(i)):
            return found
        verb = VERBS.get(tokens[i].low) or self._progressive(i)
        if verb is None or (tokens[i].capital and i > 0 and not tokens[i - 1].quoted):
            return None
        if (verb in SAYING or verb == "ask") and (found := self._inverted(i)):
            return found
        after = tokens[i + 1].low if i + 1 < len(tokens) else ""
        fronted = any(t.quoted for t in tokens[i + 2 : i + 3])  # "a step that Lee described as “…”"
        if after == "by" or (after == "as" and verb in MEANING and not fronted):
            return None  # "warned by", "described as": somebody else's speech
        self._phrase = None
        subject = self._before(i)
        if after == "as" and verb in MEANING:
            relative = subject is not None and subject[0] and tokens[subject[0] - 1].low in RELATIVE
            if not relative:
                return None
        if subject is None or not _agrees(tokens[i].low, verb, tokens[subject[0] : subject[1]]):
            return None
        contents = self._contents(i, subject, verb)
        if not contents and not self._announces(i):
            return None
        self._subject = subject
        return Statement(_range(tokens[slice(*subject)]), tokens[i].low, contents)

    def _noun(self, i: int) -> Statement | None:
        """Read "Lee's claim that …": the one whose it is says what follows."""
        tokens = self._tokens
        owner = tokens[i - 1] if i else None
        if owner is None or not owner.low.endswith(("'s", "s'")) or not owner.capital:
            return None
        if i + 2 >= len(tokens) or tokens[i + 1].low not in ("that", "to"):
            return None
        first = i - 1
        while first > 0 and tokens[first - 1].capital and not tokens[first - 1].mark:
            first -= 1
        end = owner.end - 2 if owner.low.endswith("'s") else owner.end - 1
        start = i + 2 if tokens[i + 1].low == "that" else i + 1
        last = len(tokens) - 1 if tokens[-1].mark else len(tokens)
        comma = next((k for k in range(start, last) if tokens[k].text == ","), last)
        if any(t.low in SAYING for t in tokens[comma:last]):
            last = comma  # "Lee's claim that …, Orr said": there Orr's words go on
        if start >= last:
            return None
        return Statement((tokens[first].start, end), tokens[i].low, (_range(tokens[start:last]),))

    def _participle(self, i: int) -> Statement | None:
        """Read "Lee left, saying that …": who did the one thing says the other."""
        verb = PROGRESSIVES[self._tokens[i].low]
        subject = self._subject or self._opening()
        after = self._tokens[i + 1].low if i + 1 < len(self._tokens) else ""
        means = verb in MEANING and after in ("that", "to") and self._tokens[i - 1].text == ","
        if subject is None or not (verb in SAYING or verb in TELLING or means):
            return None
        contents = self._reported(i + 1, verb)
        if not contents:
            return None
        return Statement(_range(self._tokens[slice(*subject)]), self._tokens[i].low, contents)

    def _heard(self, i: int) -> Statement | None:
        """Read "footage of Lee saying, “…”" and "Lee was quoted as saying that …"."""
        tokens = self._tokens
        verb = PROGRESSIVES[tokens[i].low]
        first = i
        while first and tokens[first - 1].capital and not tokens[first - 1].mark:
            first -= 1
        subject: Range | None = (first, i)
        if first == i:
            subject = self._quoted_as(i)
        elif not (any(t.quoted for t in tokens[i + 1 : i + 3]) and self._is_somebody(first, i)):
            subject = None
        if subject is None or (verb not in SAYING and verb not in TELLING):
            return None
        contents = self._reported(i + 1, verb)
        if not contents:
            return None
        return Statement(_range(tokens[slice(*subject)]), tokens[i].low, contents)

    def _quoted_as(self, i: int) -> Range | None:
        """Return who "was quoted by the paper as saying"."""
        tokens = self._tokens
        if tokens[i - 1].low != "as":
            return None
        k = next((k for k in range(i - 2, max(0, i - HEARER), -1) if tokens[k].low == "quoted"), 0)
        while k and (tokens[k - 1].low in BEING or self._is_between(k - 1)):
            k -= 1
        if not k or tokens[k - 1].mark or tokens[k - 1].quoted:
            return None
        return self._directly_before(k - 1)

    def _announces(self, i: int) -> bool:
        """Say if a sentence ends with a cue and a colon: what is said comes in the next."""
        return [t.text for t in self._tokens[i + 1 :]] == [":"]

    def _progressive(self, i: int) -> str | None:
        """Return the verb of "is once again questioning", not of "without questioning"."""
        verb = PROGRESSIVES.get(self._tokens[i].low)
        j = i - 1
        while verb and j >= 0 and self._is_between(j):
            j -= 1
        return verb if verb and j >= 0 and self._tokens[j].low in BEING else None

    def _is_between(self, j: int) -> bool:
        return self._tokens[j].low in BETWEEN or self._tokens[j].low.endswith("ly")

    def _according(self, i: int) -> Statement | None:
        tokens = self._tokens
        end = self._end_of_name(i + 2)
        if end == i + 2:
            return None
        before = [t for t in tokens[:i] if not t.mark]
        if before and tokens[i - 1].low not in CONJUNCTIONS:
            last = i - 1 if tokens[i - 1].mark else i
            contents = (_range(tokens[:last]),)
        else:
            start = end + 1 if end < len(tokens) and tokens[end].text == "," else end
            if start >= len(tokens):
                return None
            contents = (_range(tokens[start:]),)
        return Statement(_range(tokens[i + 2 : end]), "according to", contents)

    def _end_of_name(self, start: int) -> int:
        """Return where the words for somebody end that begin with token `start`."""
        end = start
        while end < len(self._tokens) and end - start < MOST_WORDS:
            token = self._tokens[end]
            stops = token.low in PREPOSITIONS and token.low not in (
                "of",
                "for",
                "from",
                "with",
                "at",
            )
            if token.mark or token.quoted or (end > start and (stops or _ends_name(token))):
                break
            end += 1
        return end

    def _inverted(self, i: int) -> Statement | None:
        """Read "…, said Macron": what is said comes first."""
        tokens = self._tokens
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
        end = i + 2 if after.low in PRONOUNS else self._end_of_name(i + 1)
        named = after.capital or after.low in PRONOUNS or self._has_role(i + 1, end)
        described = None if before.quoted else self._with_apposition(i - 1)
        if not (before.quoted or named) or (described is not None and described[0] == 0):
            return None  # "Lee, the mayor, said a second pier, No. 2, would close"
        start, end = self._named_behind(i + 1, end)
        if any(_is_auxiliary(t) for t in tokens[i + 1 : end]):
            return None
        # "…, said he would" and "…, said the bridge was" are no inversions.
        runs_on = end < len(tokens) and not tokens[end].mark
        if runs_on and not before.quoted and tokens[end].low not in PREPOSITIONS | CONJUNCTIONS:
            return None
        contents = self._first_part(i)
        if not contents:
            return None
        self._subject = (start, end)
        return Statement(
            _range(tokens[start:end]), tokens[i].low, (*contents, *self._quoted_after(end))
        )

    def _has_role(self, start: int, end: int) -> bool:
        return any(t.low in ROLES or t.capital for t in self._tokens[start:end])

    def _named_behind(self, start: int, end: int) -> Range:
        """Return the name that follows a noun: "…, said its president, Ann Lee"."""
        tokens = self._tokens
        if tokens[end - 1].capital or end >= len(tokens) or tokens[end].text != ",":
            return start, end
        last = end + 1
        while last < len(tokens) and tokens[last].capital and not tokens[last].mark:
            last += 1
        closed = last == len(tokens) or tokens[last].mark or tokens[last].quoted
        return (end + 1, last) if last > end + 2 and closed else (start, end)

    def _announced(self) -> Statement | None:
        """Read "Said Lee: “…”"."""
        tokens = self._tokens
        end = self._end_of_name(1)
        if end == 1 or end + 1 >= len(tokens) or tokens[end].text != ":":
            return None
        quotes = self._quoted_after(end)
        return Statement(_range(tokens[1:end]), tokens[0].low, quotes) if quotes else None

    def _first_part(self, i: int) -> tuple[Range, ...]:
        """Return what stands before token `i`: its quotations, or the clause."""
        tokens = self._tokens[self._after_said(i) : i]
        while tokens and tokens[-1].mark:
            tokens = tokens[:-1]
        quotes = [t for t in tokens if t.quoted]
        if not tokens:
            return ()
        if tokens[-1].quoted and all(t.quoted or t.mark or t.low in CONJUNCTIONS for t in tokens):
            return tuple((t.start, t.end) for t in quotes)
        return (_range(tokens),)

    def _after_said(self, i: int) -> int:
        """Return where the clause that ends before token `i` begins, after another statement."""
        if self._subject is None:
            return 0
        joints = range(min(i, len(self._tokens)) - 1, self._subject[1], -1)
        return next(
            (
                k
                for k in joints
                if self._tokens[k].low in ("and", "but", "while")
                and self._tokens[k - 1].text == ","
            ),
            0,
        )

    def _quoted_after(self, i: int) -> tuple[Range, ...]:
        """Return the rest of an interrupted quotation: “…,” he said, “…”; “…,” he said, but “…”.

        What is set in quotation marks later in the sentence ("while others spoke of “…”") is not.
        """
        tokens = self._tokens
        quotes: list[Range] = []
        for k in range(i, len(tokens)):
            if not tokens[k].quoted:
                continue
            before = k - 2 if tokens[k - 1].low in CONJUNCTIONS else k - 1
            if not (tokens[before].mark or tokens[before].quoted):
                break
            quotes.append((tokens[k].start, tokens[k].end))
        return tuple(quotes)

    def _second_part(self, i: int) -> tuple[Range, ...]:
        """Return what goes on after "…, experts warn, …": the quotations, or the clause."""
        quotes = self._quoted_after(i)
        comma = next((k for k in range(i, len(self._tokens)) if self._tokens[k].mark), None)
        if quotes or comma is None or comma - i > HEARER or self._tokens[comma].text != ",":
            return quotes
        rest = self._tokens[comma + 1 :]
        while rest and rest[-1].mark:
            rest = rest[:-1]
        if len(rest) < 3 or (comma > i and not _is_auxiliary(rest[0])):
            return ()
        added = rest[0].low in (PREPOSITIONS | CONJUNCTIONS) - {"that"}
        return () if added or rest[0].low.endswith("ing") else (_range(rest),)

    def _before(self, i: int) -> Range | None:
        """Return the subject of the verb at `i`, as a range of tokens."""
        tokens = self._tokens
        j = i - 1
        while j >= 0 and self._is_between(j):
            if tokens[j].low in NEGATIONS:
                return None
            j -= 1
        if j > 0 and tokens[i].low in PROGRESSIVES and tokens[j].low in BEING:
            j -= 1
        if j < 0 or tokens[j].low in PASSIVE or tokens[j].low in NEGATIONS or tokens[j].quoted:
            return None
        if tokens[j].text in (",", ")"):
            return self._with_apposition(j)
        if tokens[j].low in ("and", "but", "then", "or"):
            return self._subject or (None if self._is_nested(j) else self._opening())
        if tokens[j].mark or (tokens[j].low in CONJUNCTIONS and tokens[j].low != "who"):
            return None
        return self._directly_before(j)

    def _is_nested(self, j: int) -> bool:
        """Say if token `j` may join verbs of another clause: "Lee left after Orr came and said"."""
        joints = CONJUNCTIONS - {"and", "but", "or"} | {"after", "before", "who"}
        return any(t.low in joints for t in self._tokens[:j])

    def _directly_before(self, j: int) -> Range | None:
        tokens = self._tokens
        first = j
        while tokens[j].low not in PRONOUNS and first > 0 and not self._bounds(first - 1):
            first -= 1
        if first > 1 and tokens[first - 1].low == "and":
            joint = first - 2
            while joint >= 0 and tokens[joint].capital:
                joint -= 1
            if joint < first - 2 and tokens[j].capital:
                first = joint + 1
        if tokens[first].low in PREPOSITIONS:
            first = j
            while first > 0 and tokens[first - 1].capital and not tokens[first - 1].mark:
                first -= 1
            if not tokens[j].capital and tokens[j].low not in PRONOUNS:
                return None
            if tokens[first].low in PREPOSITIONS:
                first += 1
        if tokens[first].low == "who" and first == j:
            return self._antecedent(first)
        return (first, j + 1) if first <= j and self._is_somebody(first, j + 1) else None

    def _bounds(self, i: int) -> bool:
        """Say if token `i` parts a subject from what comes before."""
        token = self._tokens[i]
        return token.mark or token.quoted or token.low in CONJUNCTIONS or token.low in SAYING

    def _antecedent(self, who: int) -> Range | None:
        """Return whom "who" stands for: the words before it, or before the comma."""
        end = who - 1 if who and self._tokens[who - 1].text == "," else who
        if end <= 0 or self._tokens[end - 1].mark or self._tokens[end - 1].quoted:
            return None
        return self._directly_before(end - 1)

    def _with_apposition(self, comma: int) -> Range | None:
        """Read "Macron, the French president, said": the subject comes before the first comma."""
        tokens = self._tokens
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
            if a < b and tokens[a].low not in PREPOSITIONS and self._is_somebody(a, b):
                return self._named_after(a, b, parts)
        return None

    def _named_after(self, a: int, b: int, parts: Sequence[Range]) -> Range:
        """Return the name that follows a noun: "the mayor, Ann Lee, said"."""
        tokens = self._tokens
        after = next((p for p in parts if p[0] > b - 1), None)
        if after is None or tokens[b - 1].capital or tokens[b].text != ",":
            return a, b
        name = tokens[slice(*after)]
        if len(name) < 2 or not all(t.capital for t in name):
            return a, b
        self._phrase = a
        return after

    def _opening(self) -> Range | None:
        """Return the name or pronoun that a sentence begins with."""
        tokens = self._tokens
        end = 0
        while end < len(tokens) and not tokens[end].mark:
            if not tokens[end].capital and (end == 0 or tokens[end].low not in ROLES | LEADS):
                break
            end += 1
            if tokens[end - 1].low in PRONOUNS:
                break
        while end and not tokens[end - 1].capital:
            end -= 1
        return (0, end) if end and self._is_somebody(0, end) else None

    def _is_somebody(self, start: int, end: int) -> bool:
        """Say if words can be the subject of speech: a pronoun, a name, a noun for a person."""
        tokens = self._tokens[start:end]
        if len(tokens) > MOST_WORDS or any(_is_auxiliary(t) for t in tokens):
            return False
        if len(tokens) == 1 and (tokens[0].low in PRONOUNS or tokens[0].low in ROLES):
            return True
        if tokens[-1].capital and (len(tokens) > 1 or tokens[0].text not in NO_NAMES):
            return True
        owned = tokens[0].capital and tokens[0].low.endswith(("'s", "s'"))
        named = owned or any(t.capital for t in tokens[1:]) or tokens[0].low in DETERMINERS
        return len(tokens) > 1 and (named or any(t.low in ROLES for t in tokens))

    def _contents(self, i: int, subject: Range, verb: str) -> tuple[Range, ...]:
        tokens = self._tokens
        start = i + 1
        if verb == "point" and start < len(tokens) and tokens[start].low == "out":
            start += 1
        first = subject[0] if self._phrase is None else self._phrase
        before = tokens[first - 1] if first else None
        if before is not None and before.low == "as" and verb in SAYING:
            return self._as_said(first - 1, start)
        if tokens[0].low in QUESTIONED and first:
            return self._reported(start, verb)
        if (before is not None and before.quoted) or (
            self._ends_content(first) and self._is_afterthought(start, verb in TELLING)
        ):
            return (*self._first_part(first), *self._second_part(start))
        return self._reported(start, verb)

    def _as_said(self, first: int, start: int) -> tuple[Range, ...]:
        """Read "As Lee said, …" and "…, as Lee said"; `first` is the place of "as"."""
        tokens = self._tokens
        after = next((k for k in range(start, len(tokens)) if tokens[k].mark), len(tokens))
        if any(t.quoted for t in tokens[start:after]) or after - start > HEARER:
            return ()
        said = [t for t in tokens[:first] if not t.mark]
        closed = first and (tokens[first - 1].mark or tokens[first - 1].quoted)
        if closed and (len(said) > 1 or tokens[first - 1].quoted):
            return self._first_part(first)
        rest = [*tokens[after + 1 :]]
        while rest and rest[-1].mark:
            rest.pop()
        return (_range(rest),) if len(rest) > 2 and tokens[after].text == "," else ()

    def _reported(self, start: int, verb: str) -> tuple[Range, ...]:
        """Return what is reported after a cue: its quotations, or the clause."""
        tokens = self._tokens
        if verb in TELLING:
            start = self._after_hearer(start)
        rest = tokens[start:]
        if spoken := self._introduced_quote(start, verb):
            return spoken
        if not rest or (rest[0].mark and rest[0].text not in (",", ":")) or not _letters(rest):
            return ()
        clause = rest[0].low in CLAUSE or rest[0].text == ":" or _opens_clause(rest)
        if verb in NEEDS_CLAUSE and not clause:
            return ()
        if verb in NEEDS_OBJECT and rest[0].low in PREPOSITIONS and not clause:
            return ()
        if verb in TELLING and not clause:
            return ()
        if verb in MEANING and rest[0].mark:
            return ()
        if _is_aside(rest) and verb not in MEANING and not (verb in TELLING and clause):
            later = next((k for k, t in enumerate(rest) if t.low == "that"), _clause_after(rest))
            if later is None or (later and rest[later - 1].low in SAYINGS):
                return ()
            rest = rest[later:]
        while rest and (rest[0].mark or rest[0].low == "that"):
            rest = rest[1:]
        while rest and rest[-1].mark:
            rest = rest[:-1]
        return (_range(rest),) if rest else ()

    def _ends_content(self, first: int) -> bool:
        """Say if a content can end before token `first`: with a quotation, or a comma."""
        if first == 0 or not _letters(self._tokens[:first]):
            return False
        before = self._tokens[first - 1]
        return before.quoted or before.text in DASHES | {",", "?", "!"}

    def _is_afterthought(self, start: int, hearer: bool) -> bool:
        """Say if nothing is reported after token `start`: a `hearer`, a time, a place, the end."""
        rest = self._tokens[start:]
        if hearer:
            end = next((k for k, t in enumerate(rest) if t.mark or t.quoted), len(rest))
            return not any(t.low in CLAUSE for t in rest[:end])
        if not rest or rest[0].mark:
            introduces = len(rest) > 1 and rest[0].text == "," and rest[1].quoted
            return not (rest and rest[0].text == ":") and not introduces
        beside = _is_aside(rest) or rest[0].low.endswith("ly")
        return beside and not any(t.low == "that" for t in rest)

    def _after_hearer(self, start: int) -> int:
        """Return where the words for the hearer end: "told reporters in Paris that"."""
        if start < len(self._tokens) and self._tokens[start].low in PREPOSITIONS - {"to"}:
            return start  # "asked about a bridge"
        for k in range(start, min(start + HEARER, len(self._tokens))):
            token = self._tokens[k]
            if token.quoted and k + 1 < len(self._tokens) and self._tokens[k + 1].low == "that":
                continue  # the hearer is a title: told “Good Morning” that
            if k > start and (token.low in CLAUSE or token.mark or token.quoted):
                return k
        return start

    def _introduced_quote(self, start: int, verb: str) -> tuple[Range, ...]:
        """Return the quotations that a cue introduces: "said: “…”", "said on Monday, “…”"."""
        tokens = self._tokens
        k = next((k for k in range(start, len(tokens)) if tokens[k].quoted), None)
        if k is None or any(t.low == "that" for t in tokens[start:k]):
            return ()
        between = [t for t in tokens[start:k] if not t.mark]
        aside = (
            not between
            or between[0].low in PREPOSITIONS
            or between[0].text in TIMES
            or verb in TELLING
        )
        if k == start or tokens[k - 1].text == ":":
            introduced = True
        else:
            introduced = tokens[k - 1].text == "," and aside and verb not in MEANING
        after = [t for t in tokens[k:] if not t.mark]
        if introduced and all(t.quoted for t in after):
            return tuple((t.start, t.end) for t in after)
        if k > start and introduced:
            return ((tokens[k].start, tokens[k].end),)
        return ()


def _agrees(form: str, verb: str, subject: Sequence[_Token]) -> bool:
    """Say if a form fits its subject.

    The plain form is no verb after one person's name; "demands", "tweets" are none after anything
    but a name, a pronoun or a noun for somebody.
    """
    if form in SAYINGS_TOO:
        last = subject[-1]
        return last.capital or last.low in PRONOUNS or last.low in ROLES
    if form != verb or any(t.low == "and" for t in subject):
        return True
    head = next((k for k, t in enumerate(subject) if k and t.low in PREPOSITIONS), len(subject))
    last_word = subject[head - 1].low
    return last_word in _PLURALS or (last_word.endswith("s") and not last_word.endswith("'s"))


def _ends_name(token: _Token) -> bool:
    return token.low in CONJUNCTIONS or _is_auxiliary(token) or token.low in VERBS


def _is_auxiliary(token: _Token) -> bool:
    """Say if a word is a verb that no name holds; May and Will are names."""
    return token.low in AUXILIARIES and not token.capital


def _opens_clause(rest: Sequence[_Token]) -> bool:
    """Say if words are the subject and verb of a clause: "they were", "there remains"."""
    return len(rest) > 2 and rest[0].low in CLAUSE_SUBJECTS and not (rest[1].mark or rest[1].quoted)


def _is_aside(rest: Sequence[_Token]) -> bool:
    """Say if what follows a verb is a time or a place: "on Monday", not "about 20 people"."""
    if rest[0].low == "about" and len(rest) > 1 and rest[1].text[0].isdigit():
        return False
    if rest[0].low == "there" and _opens_clause(rest) and rest[1].low not in PREPOSITIONS:
        return False
    return rest[0].low in PREPOSITIONS or rest[0].text in TIMES


def _clause_after(rest: Sequence[_Token]) -> int | None:
    """Return where the clause begins in "after the talks he would go"."""
    for k in range(2, len(rest) - 1):
        if rest[k - 1].mark or rest[k - 1].quoted:
            return None
        if rest[k].low in CLAUSE_SUBJECTS and _is_auxiliary(rest[k + 1]):
            return k
    return None


def _letters(tokens: Sequence[_Token]) -> bool:
    return any(not t.mark for t in tokens)
