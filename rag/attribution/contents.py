"""What a sentence reports: its quotations, or a clause, before or after the cue.

Contents are ranges of offsets in the sentence; positions are positions in its words. `last` is the
subject of the statement before in the same sentence.
"""

from __future__ import annotations

from rag.attribution.subjects import Subject
from rag.attribution.words import (
    DASHES,
    MAX_HEARER_WORDS,
    Range,
    Words,
    clause_after,
    has_letters,
    is_auxiliary,
    is_time_or_place,
    offsets,
    opens_clause,
)
from rag.english.function_words import CLAUSE, CONJUNCTIONS, PREPOSITIONS, TIMES
from rag.english.lexicon import NEEDS_CLAUSE, NEEDS_OBJECT, NOUNS, QUESTIONED, VERBS, Verb

Contents = tuple[Range, ...]


def find_contents(
    words: Words, cue: int, verb: Verb, subject: Subject, last: Range | None
) -> Contents:
    """Return what the subject of the verb at position `cue` says, before it or after it."""
    contents = _contents(words, cue, verb, subject.phrase, last)
    return _before_main_verb(words, cue, contents) if subject.relative else contents


def _contents(words: Words, cue: int, verb: Verb, first: int, last: Range | None) -> Contents:
    """Return what is said by the subject whose noun phrase begins at position `first`."""
    start = cue + 1
    if verb.lemma == "point" and start < len(words) and words[start].low == "out":
        start += 1
    before = words[first - 1] if first else None
    if before is not None and before.low == "as" and verb.frame == "clause":
        return _as_said(words, first - 1, start, last)
    if words[0].low in QUESTIONED and first:
        return contents_after(words, start, verb)
    if (before is not None and before.quoted) or (
        _may_end(words, first) and _is_afterthought(words, start, verb)
    ):
        return (*contents_before(words, first, last), *_continued_after(words, start))
    return contents_after(words, start, verb)


def _before_main_verb(words: Words, cue: int, contents: Contents) -> Contents:
    """End contents before the main clause goes on: "Lee, who called it old, left"."""
    commas = [k for k in range(cue + 2, len(words) - 1) if words[k].text == ","]
    goes_on = (words[k + 1] for k in commas)
    if not any(word.low in VERBS or is_auxiliary(word) for word in goes_on):
        return contents
    end = words[commas[0] - 1].end
    return tuple((a, min(b, end)) for a, b in contents if a < end)


def _as_said(words: Words, first: int, start: int, last: Range | None) -> Contents:
    """Return the contents of "As Lee said, …" and "…, as Lee said"; "as" is at `first`."""
    after = next((k for k in range(start, len(words)) if words[k].mark), len(words))
    if any(word.quoted for word in words[start:after]) or after - start > MAX_HEARER_WORDS:
        return ()
    said = [word for word in words[:first] if not word.mark]
    closed = first and (words[first - 1].mark or words[first - 1].quoted)
    if closed and (len(said) > 1 or words[first - 1].quoted):
        return contents_before(words, first, last)
    rest = _without_last_marks(words[after + 1 :])
    return (offsets(rest),) if len(rest) > 2 and words[after].text == "," else ()


def contents_after(words: Words, start: int, verb: Verb) -> Contents:
    """Return what is reported from a position after a cue on: its quotations, or the clause."""
    if verb.frame == "hearer":
        start = _after_hearer(words, start)
    rest = words[start:]
    if spoken := _introduced_quotations(words, start, verb):
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
    if (
        is_time_or_place(rest)
        and verb.frame != "object"
        and not (verb.frame == "hearer" and clause)
    ):
        later = next((k for k, word in enumerate(rest) if word.low == "that"), clause_after(rest))
        if later is None or (later and rest[later - 1].low in NOUNS):
            return ()
        rest = rest[later:]
    while rest and (rest[0].mark or rest[0].low == "that"):
        rest = rest[1:]
    rest = _without_last_marks(rest)
    return (offsets(rest),) if rest else ()


def _may_end(words: Words, first: int) -> bool:
    """Return whether contents can end before a position: with a quotation, or a comma."""
    if first == 0 or not has_letters(words[:first]):
        return False
    before = words[first - 1]
    return before.quoted or before.text in DASHES | {",", "?", "!"}


def _is_afterthought(words: Words, start: int, verb: Verb) -> bool:
    """Return whether nothing is reported after a cue: a hearer, a time, a place, the end."""
    rest = words[start:]
    if verb.frame == "hearer":
        end = next((k for k, word in enumerate(rest) if word.mark or word.quoted), len(rest))
        return not any(word.low in CLAUSE for word in rest[:end])
    if not rest or rest[0].mark:
        introduces = len(rest) > 1 and rest[0].text == "," and rest[1].quoted
        return not (rest and rest[0].text == ":") and not introduces
    beside = is_time_or_place(rest) or rest[0].low.endswith("ly")
    return beside and not any(word.low == "that" for word in rest)


def _after_hearer(words: Words, start: int) -> int:
    """Return the position after the hearer: "told reporters in Paris | that"."""
    if start < len(words) and words[start].low in PREPOSITIONS - {"to"}:
        return start  # "asked about a bridge"
    for k in range(start, min(start + MAX_HEARER_WORDS, len(words))):
        word = words[k]
        if word.quoted and k + 1 < len(words) and words[k + 1].low == "that":
            continue  # the hearer is a title: told “Good Morning” that
        if k > start and (word.low in CLAUSE or word.mark or word.quoted):
            return k
    return start


def _introduced_quotations(words: Words, start: int, verb: Verb) -> Contents:
    """Return the quotations that a cue introduces: "said: “…”", "said on Monday, “…”"."""
    k = next((k for k in range(start, len(words)) if words[k].quoted), None)
    if k is None or any(word.low == "that" for word in words[start:k]):
        return ()
    between = [word for word in words[start:k] if not word.mark]
    aside = (
        not between
        or between[0].low in PREPOSITIONS
        or between[0].text in TIMES
        or verb.frame == "hearer"
    )
    if k == start or words[k - 1].text == ":":
        introduced = True
    else:
        introduced = words[k - 1].text == "," and aside and verb.frame != "object"
    after = [word for word in words[k:] if not word.mark]
    if introduced and all(word.quoted for word in after):
        return tuple((word.start, word.end) for word in after)
    if k > start and introduced:
        return ((words[k].start, words[k].end),)
    return ()


def contents_before(words: Words, end: int, last: Range | None) -> Contents:
    """Return what is reported before a position: its quotations, or the clause."""
    said = _without_last_marks(words[_after_statement(words, end, last) : end])
    if not said:
        return ()
    quotations_only = all(w.quoted or w.mark or w.low in CONJUNCTIONS for w in said)
    if said[-1].quoted and quotations_only:
        return tuple((word.start, word.end) for word in said if word.quoted)
    return (offsets(said),)


def _after_statement(words: Words, end: int, last: Range | None) -> int:
    """Return where the clause begins that ends at a position, after the statement before it."""
    if last is None:
        return 0
    joints = range(min(end, len(words)) - 1, last[1], -1)
    return next(
        (k for k in joints if words[k].low in ("and", "but", "while") and words[k - 1].text == ","),
        0,
    )


def quotations_after(words: Words, start: int) -> Contents:
    """Return the rest of an interrupted quotation: “…,” he said, “…”; “…,” he said, but “…”.

    What is set in quotation marks later in the sentence ("while others spoke of “…”") is not.
    """
    quotations: list[Range] = []
    for k in range(start, len(words)):
        if not words[k].quoted:
            continue
        before = k - 2 if words[k - 1].low in CONJUNCTIONS else k - 1
        if not (words[before].mark or words[before].quoted):
            break
        quotations.append((words[k].start, words[k].end))
    return tuple(quotations)


def _continued_after(words: Words, start: int) -> Contents:
    """Return what continues after "…, experts warn, …": the quotations, or the clause."""
    quotations = quotations_after(words, start)
    comma = next((k for k in range(start, len(words)) if words[k].mark), None)
    if quotations or comma is None or comma - start > MAX_HEARER_WORDS or words[comma].text != ",":
        return quotations
    rest = _without_last_marks(words[comma + 1 :])
    if len(rest) < 3 or (comma > start and not is_auxiliary(rest[0])):
        return ()
    added = rest[0].low in (PREPOSITIONS | CONJUNCTIONS) - {"that"}
    return () if added or rest[0].low.endswith("ing") else (offsets(rest),)


def _without_last_marks(words: Words) -> Words:
    """Return words without the marks at their end."""
    end = len(words)
    while end and words[end - 1].mark:
        end -= 1
    return words[:end]
