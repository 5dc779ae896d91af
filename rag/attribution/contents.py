"""What a sentence reports: its quotations, or a clause, before or after a cue."""

from __future__ import annotations

from rag.attribution.subjects import Subjects
from rag.attribution.words import (
    DASHES,
    HEARER,
    QUESTIONED,
    Range,
    clause_after,
    extent,
    has_letters,
    is_aside,
    is_auxiliary,
    opens_clause,
)
from rag.english.function_words import CLAUSE, CONJUNCTIONS, PREPOSITIONS, TIMES
from rag.english.lexicon import NEEDS_CLAUSE, NEEDS_OBJECT, NOUNS, VERBS, Verb


class Contents(Subjects):
    """The words of a sentence, in which contents are looked for; they are places in it."""

    def contents(self, i: int, subject: Range, verb: Verb) -> tuple[Range, ...]:
        """Return what the `subject` of the verb at word `i` says, before it or after it."""
        tokens = self.words
        start = i + 1
        if verb.lemma == "point" and start < len(tokens) and tokens[start].low == "out":
            start += 1
        first = subject[0] if self.phrase is None else self.phrase
        before = tokens[first - 1] if first else None
        if before is not None and before.low == "as" and verb.frame == "clause":
            return self.as_said(first - 1, start)
        if tokens[0].low in QUESTIONED and first:
            return self.reported(start, verb)
        if (before is not None and before.quoted) or (
            self.ends_content(first) and self.is_afterthought(start, verb.frame == "hearer")
        ):
            return (*self.first_part(first), *self.second_part(start))
        return self.reported(start, verb)

    def before_main_verb(self, i: int, contents: tuple[Range, ...]) -> tuple[Range, ...]:
        """End what is said in "Lee, who called it old, left" before the clause goes on."""
        tokens = self.words
        commas = [k for k in range(i + 2, len(tokens) - 1) if tokens[k].text == ","]
        goes_on = (tokens[k + 1] for k in commas)
        if not any(t.low in VERBS or is_auxiliary(t) for t in goes_on):
            return contents
        end = tokens[commas[0] - 1].end
        return tuple((a, min(b, end)) for a, b in contents if a < end)

    def as_said(self, first: int, start: int) -> tuple[Range, ...]:
        """Read "As Lee said, …" and "…, as Lee said"; `first` is the place of "as"."""
        tokens = self.words
        after = next((k for k in range(start, len(tokens)) if tokens[k].mark), len(tokens))
        if any(t.quoted for t in tokens[start:after]) or after - start > HEARER:
            return ()
        said = [t for t in tokens[:first] if not t.mark]
        closed = first and (tokens[first - 1].mark or tokens[first - 1].quoted)
        if closed and (len(said) > 1 or tokens[first - 1].quoted):
            return self.first_part(first)
        rest = [*tokens[after + 1 :]]
        while rest and rest[-1].mark:
            rest.pop()
        return (extent(rest),) if len(rest) > 2 and tokens[after].text == "," else ()

    def reported(self, start: int, verb: Verb) -> tuple[Range, ...]:
        """Return what is reported after a cue: its quotations, or the clause."""
        tokens = self.words
        if verb.frame == "hearer":
            start = self.after_hearer(start)
        rest = tokens[start:]
        if spoken := self.introduced_quote(start, verb):
            return spoken
        if not rest or (rest[0].mark and rest[0].text not in (",", ":")) or not has_letters(rest):
            return ()
        clause = rest[0].low in CLAUSE or rest[0].text == ":" or opens_clause(rest)
        if verb.lemma in NEEDS_CLAUSE and not clause:
            return ()
        if verb.lemma in NEEDS_OBJECT and rest[0].low in PREPOSITIONS and not clause:
            return ()
        if verb.frame == "hearer" and not clause:
            return ()
        if verb.frame == "object" and rest[0].mark:
            return ()
        if is_aside(rest) and verb.frame != "object" and not (verb.frame == "hearer" and clause):
            later = next((k for k, t in enumerate(rest) if t.low == "that"), clause_after(rest))
            if later is None or (later and rest[later - 1].low in NOUNS):
                return ()
            rest = rest[later:]
        while rest and (rest[0].mark or rest[0].low == "that"):
            rest = rest[1:]
        while rest and rest[-1].mark:
            rest = rest[:-1]
        return (extent(rest),) if rest else ()

    def ends_content(self, first: int) -> bool:
        """Say if a content can end before token `first`: with a quotation, or a comma."""
        if first == 0 or not has_letters(self.words[:first]):
            return False
        before = self.words[first - 1]
        return before.quoted or before.text in DASHES | {",", "?", "!"}

    def is_afterthought(self, start: int, hearer: bool) -> bool:
        """Say if nothing is reported after token `start`: a `hearer`, a time, a place, the end."""
        rest = self.words[start:]
        if hearer:
            end = next((k for k, t in enumerate(rest) if t.mark or t.quoted), len(rest))
            return not any(t.low in CLAUSE for t in rest[:end])
        if not rest or rest[0].mark:
            introduces = len(rest) > 1 and rest[0].text == "," and rest[1].quoted
            return not (rest and rest[0].text == ":") and not introduces
        beside = is_aside(rest) or rest[0].low.endswith("ly")
        return beside and not any(t.low == "that" for t in rest)

    def after_hearer(self, start: int) -> int:
        """Return where the words for the hearer end: "told reporters in Paris that"."""
        if start < len(self.words) and self.words[start].low in PREPOSITIONS - {"to"}:
            return start  # "asked about a bridge"
        for k in range(start, min(start + HEARER, len(self.words))):
            token = self.words[k]
            if token.quoted and k + 1 < len(self.words) and self.words[k + 1].low == "that":
                continue  # the hearer is a title: told “Good Morning” that
            if k > start and (token.low in CLAUSE or token.mark or token.quoted):
                return k
        return start

    def introduced_quote(self, start: int, verb: Verb) -> tuple[Range, ...]:
        """Return the quotations that a cue introduces: "said: “…”", "said on Monday, “…”"."""
        tokens = self.words
        k = next((k for k in range(start, len(tokens)) if tokens[k].quoted), None)
        if k is None or any(t.low == "that" for t in tokens[start:k]):
            return ()
        between = [t for t in tokens[start:k] if not t.mark]
        aside = (
            not between
            or between[0].low in PREPOSITIONS
            or between[0].text in TIMES
            or verb.frame == "hearer"
        )
        if k == start or tokens[k - 1].text == ":":
            introduced = True
        else:
            introduced = tokens[k - 1].text == "," and aside and verb.frame != "object"
        after = [t for t in tokens[k:] if not t.mark]
        if introduced and all(t.quoted for t in after):
            return tuple((t.start, t.end) for t in after)
        if k > start and introduced:
            return ((tokens[k].start, tokens[k].end),)
        return ()

    def first_part(self, i: int) -> tuple[Range, ...]:
        """Return what stands before token `i`: its quotations, or the clause."""
        tokens = self.words[self.after_said(i) : i]
        while tokens and tokens[-1].mark:
            tokens = tokens[:-1]
        quotes = [t for t in tokens if t.quoted]
        if not tokens:
            return ()
        if tokens[-1].quoted and all(t.quoted or t.mark or t.low in CONJUNCTIONS for t in tokens):
            return tuple((t.start, t.end) for t in quotes)
        return (extent(tokens),)

    def after_said(self, i: int) -> int:
        """Return where the clause that ends before token `i` begins, after another statement."""
        if self.last_subject is None:
            return 0
        joints = range(min(i, len(self.words)) - 1, self.last_subject[1], -1)
        return next(
            (
                k
                for k in joints
                if self.words[k].low in ("and", "but", "while") and self.words[k - 1].text == ","
            ),
            0,
        )

    def quoted_after(self, i: int) -> tuple[Range, ...]:
        """Return the rest of an interrupted quotation: “…,” he said, “…”; “…,” he said, but “…”.

        What is set in quotation marks later in the sentence ("while others spoke of “…”") is not.
        """
        tokens = self.words
        quotes: list[Range] = []
        for k in range(i, len(tokens)):
            if not tokens[k].quoted:
                continue
            before = k - 2 if tokens[k - 1].low in CONJUNCTIONS else k - 1
            if not (tokens[before].mark or tokens[before].quoted):
                break
            quotes.append((tokens[k].start, tokens[k].end))
        return tuple(quotes)

    def second_part(self, i: int) -> tuple[Range, ...]:
        """Return what goes on after "…, experts warn, …": the quotations, or the clause."""
        quotes = self.quoted_after(i)
        comma = next((k for k in range(i, len(self.words)) if self.words[k].mark), None)
        if quotes or comma is None or comma - i > HEARER or self.words[comma].text != ",":
            return quotes
        rest = self.words[comma + 1 :]
        while rest and rest[-1].mark:
            rest = rest[:-1]
        if len(rest) < 3 or (comma > i and not is_auxiliary(rest[0])):
            return ()
        added = rest[0].low in (PREPOSITIONS | CONJUNCTIONS) - {"that"}
        return () if added or rest[0].low.endswith("ing") else (extent(rest),)
