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
    MEANING,
    NO_NAMES,
    PASSIVE,
    PREPOSITIONS,
    PROGRESSIVES,
    ROLES,
    SAYING,
    SAYINGS,
    TELLING,
    TIMES,
    VERBS,
)

Range = tuple[int, int]

MASK = "\ufffc"
_TOKEN = re.compile(
    rf"{MASK}+|\b(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Gov|Lt|Gen|Col|Maj|Sgt|Capt|Rev|St|[A-Z])\.(?=\s)|"
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
BEING = frozenset("is are was were been be".split())
NEGATIONS = frozenset("not never n't cannot didn't doesn't don't hasn't haven't to".split())
# Verbs that mean other things than speech unless a clause or a quotation follows.
NEEDS_CLAUSE = frozenset(
    "add continue repeat write point comment respond counter report observe note state maintain "
    "conclude recall indicate reveal stress suggest".split()
)
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
    if i <= 4 and all(t.capital for t in tokens[:i]):
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

    def statement(self, i: int) -> Statement | None:
        """Return the statement whose cue is token `i`, if it is one."""
        tokens = self._tokens
        if tokens[i].low == "according" and i + 2 < len(tokens) and tokens[i + 1].low == "to":
            return self._according(i)
        if tokens[i].low in SAYINGS and (found := self._noun(i)):
            return found
        if tokens[i].low in PROGRESSIVES and i and tokens[i - 1].text == ",":
            return self._participle(i)
        verb = VERBS.get(tokens[i].low) or self._progressive(i)
        if verb is None or (tokens[i].capital and i > 0 and not tokens[i - 1].quoted):
            return None
        if (verb in SAYING or verb == "ask") and (found := self._inverted(i)):
            return found
        after = tokens[i + 1].low if i + 1 < len(tokens) else ""
        if after == "by" or (after == "as" and verb in MEANING):
            return None  # "warned by", "described as": somebody else's speech
        subject = self._before(i)
        if subject is None or not _agrees(tokens[i].low, verb, tokens[subject[0] : subject[1]]):
            return None
        contents = self._contents(i, subject, verb)
        if not contents:
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
        if start >= last:
            return None
        return Statement((tokens[first].start, end), tokens[i].low, (_range(tokens[start:last]),))

    def _participle(self, i: int) -> Statement | None:
        """Read "Lee left, saying that …": who did the one thing says the other."""
        verb = PROGRESSIVES[self._tokens[i].low]
        subject = self._subject or self._opening()
        if subject is None or verb not in SAYING:
            return None
        contents = self._reported(i + 1, verb)
        if not contents:
            return None
        return Statement(_range(self._tokens[slice(*subject)]), self._tokens[i].low, contents)

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
            after.capital or after.low in DETERMINERS or after.low in ROLES or after.low in PRONOUNS
        ):
            return None
        if after.low in ("i", "who") or after.text in TIMES:
            return None
        end = i + 2 if after.low in PRONOUNS else self._end_of_name(i + 1)
        if any(t.low in AUXILIARIES for t in tokens[i + 1 : end]):
            return None
        # "…, said he would" and "…, said the bridge was" are no inversions.
        runs_on = end < len(tokens) and not tokens[end].mark
        if runs_on and not before.quoted and tokens[end].low not in PREPOSITIONS | CONJUNCTIONS:
            return None
        contents = self._first_part(i)
        if not contents:
            return None
        self._subject = (i + 1, end)
        return Statement(
            _range(tokens[i + 1 : end]), tokens[i].low, (*contents, *self._quoted_after(end))
        )

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
        tokens = self._tokens[:i]
        while tokens and tokens[-1].mark:
            tokens = tokens[:-1]
        quotes = [t for t in tokens if t.quoted]
        if not tokens:
            return ()
        if tokens[-1].quoted and all(t.quoted or t.mark or t.low in CONJUNCTIONS for t in tokens):
            return tuple((t.start, t.end) for t in quotes)
        return (_range(tokens),)

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
        rest = self._tokens[i + 1 :]
        while rest and rest[-1].mark:
            rest = rest[:-1]
        if quotes or i >= len(self._tokens) or self._tokens[i].text != "," or len(rest) < 3:
            return quotes
        added = rest[0].low in PREPOSITIONS | CONJUNCTIONS or rest[0].low.endswith("ing")
        return () if added else (_range(rest),)

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
            return self._subject or self._opening()
        if tokens[j].mark:
            return None
        return self._directly_before(j)

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
                return a, b
        return None

    def _opening(self) -> Range | None:
        """Return the name or pronoun that a sentence begins with."""
        tokens = self._tokens
        end = 0
        while end < len(tokens) and tokens[end].capital and not tokens[end].mark:
            end += 1
            if tokens[end - 1].low in PRONOUNS:
                break
        return (0, end) if end and self._is_somebody(0, end) else None

    def _is_somebody(self, start: int, end: int) -> bool:
        """Say if words can be the subject of speech: a pronoun, a name, a noun for a person."""
        tokens = self._tokens[start:end]
        if len(tokens) > MOST_WORDS or any(t.low in AUXILIARIES for t in tokens):
            return False
        if len(tokens) == 1 and (tokens[0].low in PRONOUNS or tokens[0].low in ROLES):
            return True
        if tokens[-1].capital and (len(tokens) > 1 or tokens[0].text not in NO_NAMES):
            return True
        named = any(t.capital for t in tokens[1:]) or tokens[0].low in DETERMINERS
        return len(tokens) > 1 and (named or any(t.low in ROLES for t in tokens))

    def _contents(self, i: int, subject: Range, verb: str) -> tuple[Range, ...]:
        tokens = self._tokens
        start = i + 1
        if verb == "point" and start < len(tokens) and tokens[start].low == "out":
            start += 1
        quoted = subject[0] > 0 and tokens[subject[0] - 1].quoted
        if quoted or (
            self._ends_content(subject[0]) and self._is_afterthought(start, verb in TELLING)
        ):
            return (*self._first_part(subject[0]), *self._second_part(start))
        return self._reported(start, verb)

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
        clause = rest[0].low in CLAUSE or rest[0].text == ":"
        if verb in NEEDS_CLAUSE and not clause:
            return ()
        if verb in TELLING and not clause:
            return ()
        if verb in MEANING and rest[0].mark:
            return ()
        if (rest[0].low in PREPOSITIONS or rest[0].text in TIMES) and verb not in MEANING:
            later = next((k for k, t in enumerate(rest) if t.low == "that"), None)
            if later is None:
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
            return not (rest and rest[0].text == ":")
        beside = rest[0].low in PREPOSITIONS or rest[0].text in TIMES or rest[0].low.endswith("ly")
        return beside and not any(t.low == "that" for t in rest)

    def _after_hearer(self, start: int) -> int:
        """Return where the words for the hearer end: "told reporters in Paris that"."""
        for k in range(start, min(start + HEARER, len(self._tokens))):
            token = self._tokens[k]
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
    """Say if a form fits its subject: the plain one is no verb after one person's name."""
    if form != verb:
        return True
    last = subject[-1].low
    return last in ("they", "we", "i", "you", "who", "people", "police") or last.endswith("s")


def _ends_name(token: _Token) -> bool:
    return token.low in CONJUNCTIONS or token.low in AUXILIARIES or token.low in VERBS


def _letters(tokens: Sequence[_Token]) -> bool:
    return any(not t.mark for t in tokens)
