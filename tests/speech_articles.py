"""Annotated articles for the tests of what the tagger of speech learns from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rag.models.model_files import default_folder
from rag.models.speech_spans import ROLES
from rag.models.tagger import special_ids
from rag.models.tokenization import tokenizer_of
from training.speech_windows import Article, Attribution
from training.tagger_draw import ATTRIBUTIONS, TEXTS, unchanged_windows
from training.tagger_windows import Windows, gather


def speech_article(number: int) -> Article:
    """Return an article of one attribution."""
    names, verbs = ("Ann Lee", "Bo Orr", "Ida Wolf", "Per Aune"), ("said", "claimed", "added")
    source, cue = names[number % 4], verbs[number % 3]
    content = f"“The bridge {number} is shut,”"
    text = f"It rained on Monday. {content} {source} {cue}. The ferry left at {number}."
    spans = [((text.index(part), text.index(part) + len(part)),) for part in (source, cue, content)]
    return Article(str(number), text, (Attribution(*spans),))


def speech_windows(articles: Sequence[Article], annotated: bool = True) -> Windows:
    """Return the windows of articles."""
    tokenizer = tokenizer_of(default_folder())
    drawn = unchanged_windows(articles, tokenizer)
    return gather(((window, annotated) for window, _ in drawn), special_ids(tokenizer))


def write_training_files(folder: Path, articles: Sequence[Article]) -> None:
    """Write articles, and one text for each file of texts, as the training data has them."""
    documents = [
        {
            "id": some.name,
            "text": some.text,
            "attributions": [
                {role: [list(s) for s in a.spans(role)] for role in ROLES}
                for a in some.attributions
            ],
        }
        for some in articles
    ]
    (folder / ATTRIBUTIONS).write_text(json.dumps({"documents": documents}), "utf-8")
    for name in TEXTS:
        line = json.dumps({"sentences": [f"A text of {name}.", "It has two sentences."]})
        (folder / name).write_text(f"{line}\n{line}\n", "utf-8")
