"""A folder of articles with its index, edits of it, and what a fresh index of it holds."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from rag.index.sync import BuildReport
from tests.support import HashEmbedder, build_small, contents, jsonl, write_articles

PARAGRAPHS = [
    "The bridge over the river was shut on Monday, said the mayor of the small town of Oskerby.",
    "A zebra ran through the school and was seen by the council, which has met twice about it.",
    "Water prices will rise in the spring, and nobody in the harbour knows by how much they will.",
    "The alpha of the pack, a wolf of nine years, has left the forest and has not been seen again.",
]
THREE: dict[str, str | None] = {
    "a.txt": "\n\n".join(PARAGRAPHS[:3]),
    "b.txt": PARAGRAPHS[3],
    "sub/c.md": "---\ntitle: Prices\nauthor: Ann Lee\n---\nWater will cost more in Oskerby. Why?",
}


@dataclass
class Corpus:
    """A folder, its index, and an encoder that counts."""

    folder: Path
    index: Path
    embedder: HashEmbedder = field(default_factory=HashEmbedder)

    def put(self, articles: dict[str, str | None]) -> None:
        """Write or remove files."""
        write_articles(self.folder, articles)

    def build(self) -> BuildReport:
        """Bring the index in step."""
        self.embedder.embedded = 0
        report = build_small(self.folder, self.index, self.embedder)
        assert report.embedded == self.embedder.embedded
        return report

    def paths(self) -> list[str]:
        """Return the paths of the articles that a reader sees."""
        return [p.path for d, _ in contents(self.index)["documents"] for p in d.places]


def fresh(corpus: Corpus) -> dict[str, object]:
    """Return the contents of an index that is built of the folder at once."""
    index = corpus.index.with_name("fresh")
    shutil.rmtree(index, ignore_errors=True)
    build_small(corpus.folder, index)
    return contents(index)


def edit(corpus: Corpus, chance: random.Random) -> None:
    """Change the folder by one random step: add, change, remove, rename or copy a file."""
    here = sorted(p.relative_to(corpus.folder).as_posix() for p in corpus.folder.rglob("*.*"))
    name = f"{chance.choice('mnop')}{chance.randrange(5)}.{chance.choice(['txt', 'md', 'jsonl'])}"
    # A few paragraphs in many articles: ties are what this is about.
    words = "\n\n".join(chance.sample(PARAGRAPHS, chance.randint(1, 3)))
    step = chance.choice(["add", "add", "change", "remove", "rename", "copy", "break"])
    old = chance.choice(here)
    if step == "add":
        facts = f"---\ntitle: {name}\n---\n" if name.endswith("md") else ""
        records = jsonl({"title": name, "text": words}, {"text": PARAGRAPHS[0]})
        corpus.put({name: records if name.endswith("jsonl") else facts + words})
    elif step == "change" and not old.endswith("jsonl"):
        text = (corpus.folder / old).read_text("utf-8")
        corpus.put({old: text.replace("the", chance.choice(["the", "a", "one"]), 1)})
    elif step == "remove" and len(here) > 3:
        corpus.put({old: None})
    elif step == "rename":
        (corpus.folder / old).rename(corpus.folder / f"{name}{Path(old).suffix}")
    elif step == "copy" and old != (copy := f"{name}{Path(old).suffix}"):
        shutil.copy(corpus.folder / old, corpus.folder / copy)
    elif step == "break" and len(here) > 3:
        corpus.put({old: ""})
