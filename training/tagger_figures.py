"""How well tagged texts agree with annotated ones.

Only letters and digits are compared, so quotation marks and white space don't matter. Precision is
the share of what was found that is right, recall the share of what is annotated that was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.attribution.tagged import MISSING, TaggedText
from rag.evaluate.speaker_accuracy import HALF, Letters, letters
from rag.models.speech_spans import ROLES
from training.speech_windows import Article, Attribution


def figures(articles: Sequence[Article], tagged: Sequence[TaggedText]) -> dict[str, float]:
    """Return the figures of tagged articles.

    For each role `_characters`: precision and recall by letters; `_exact`: by spans, which are
    right if all their letters are. `content_spans`: a span is right if half of it is part of one
    annotated content, a content is found if half of it is covered. `pairs`: of those spans and
    contents, that the source is right, too, that is, shares most of its letters with the annotated
    one.
    """
    counts = Counter[str]()
    for article, found in zip(articles, tagged, strict=True):
        counts.update(_role_counts(article, found))
        counts.update(_content_counts(article, found))
    names = sorted({key.rsplit(":", 1)[0] for key in counts})
    shares = {}
    for name in names:
        for measure, right, total in (("precision", "p", "found"), ("recall", "r", "gold")):
            if counts[f"{name}:{total}"]:
                value = counts[f"{name}:{right}"] / counts[f"{name}:{total}"]
                shares[f"{name}_{measure}"] = round(value, 4)
    return shares


def found_spans(found: TaggedText, role: str) -> list[tuple[int, int]]:
    """Return the spans of a role."""
    spans = {"source": found.sources, "cue": found.cues, "content": found.contents}[role]
    return [(span.start, span.end) for span in spans]


def best_sources(found: TaggedText) -> list[int]:
    """Return for each content the number of its most probable source, `MISSING` for none."""
    return [max(links, key=links.__getitem__) for links in found.source_of_content]


def _role_counts(article: Article, found: TaggedText) -> Counter[str]:
    counts = Counter[str]()
    for role in ROLES:
        annotated = [s for a in article.attributions for s in a.spans(role)]
        gold, own = (
            letters(article.text, annotated),
            letters(article.text, found_spans(found, role)),
        )
        both = len(gold & own)
        counts += _counted(f"{role}_characters", both, len(own), both, len(gold))
        exact = {letters(article.text, [span]) for span in annotated} - {frozenset()}
        spans = {letters(article.text, [span]) for span in found_spans(found, role)} - {frozenset()}
        both = len(exact & spans)
        counts += _counted(f"{role}_exact", both, len(spans), both, len(exact))
    return counts


def _content_counts(article: Article, found: TaggedText) -> Counter[str]:
    text = article.text
    gold = [(a, letters(text, a.content)) for a in article.attributions if a.content]
    sources = [letters(text, [span]) for span in found_spans(found, "source")]
    chosen = [sources[n] if n != MISSING else frozenset() for n in best_sources(found)]
    contents = [letters(text, [span]) for span in found_spans(found, "content")]
    own = list(zip(contents, chosen, strict=True))
    counts = Counter[str]()
    for content, source in own:
        match = _best_match(content, gold)
        right = match is not None and _same_source(text, match, source)
        counts += _counted("content_spans", match is not None, 1, 0, 0)
        if source:
            counts += _counted("pairs", right, 1, 0, 0)
    for attribution, content in gold:
        covered = content & frozenset[int]().union(*(c for c, _ in own))
        rightly = [c for c, source in own if _same_source(text, attribution, source)]
        by_source = content & frozenset[int]().union(*rightly)
        counts += _counted("content_spans", 0, 0, len(covered) >= HALF * len(content), 1)
        if attribution.source:
            counts += _counted("pairs", 0, 0, len(by_source) >= HALF * len(content), 1)
    return counts


def _best_match(
    content: Letters, gold: Sequence[tuple[Attribution, Letters]]
) -> Attribution | None:
    """Return the attribution whose content has most of a span, if it has half of it."""
    most = max(gold, key=lambda one: len(content & one[1]), default=None)
    return most[0] if most and len(content & most[1]) >= HALF * max(1, len(content)) else None


def _same_source(text: str, attribution: Attribution, source: Letters) -> bool:
    """Return whether a source is the annotated one: more than half of their letters are shared."""
    annotated = letters(text, attribution.source)
    if not annotated or not source:
        return not annotated and not source
    return len(annotated & source) > HALF * len(annotated | source)


def _counted(name: str, right: int, found: int, covered: int, gold: int) -> Counter[str]:
    return Counter(
        {f"{name}:p": right, f"{name}:found": found, f"{name}:r": covered, f"{name}:gold": gold}
    )
