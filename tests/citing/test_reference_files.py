"""References as files for reference managers: BibTeX and RIS."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from rag.citing import bibtex, ris
from rag.types import Document, Place

ODD = Document.from_text(
    "It fell.",
    Place("a.txt"),
    title="50% off_A & B {x} \\ ~^ $1 #2\nER  - ",
    author="Ünal Çelik Jr. and Reuters Staff",
    source="Tür & Co",
    url="https://x.example/a_b?c=%20{d}",
    published=date(2024, 12, 31),
)
BARE = Document.from_text("It fell.", Place("b.jsonl", 3))


def test_bibtex_escapes_what_latex_would_read() -> None:
    """Special characters are escaped in text, and braces of an address by percent signs."""
    made = bibtex.entries([ODD], {ODD.doc_id: ["“100%” (p. 3)", "a_note"]})
    lines = made.splitlines()
    assert "  author = {Çelik, Jr., Ünal and {Reuters Staff}}," in lines
    assert (
        r"  title = {{50\% off\_A \& B \{x\} \textbackslash{} \textasciitilde{}\textasciicircum{} "
        r"\$1 \#2 ER -}}," in lines
    )
    assert "  url = {https://x.example/a_b?c=%20%7Bd%7D}," in lines
    assert "  month = dec," in lines and "  day = {31}," in lines
    assert "  annote = {“100\\%” (p. 3)\n\na\\_note}," in made
    assert made.replace(r"\{", "").replace(r"\}", "").count("{") == made.replace(r"\{", "").replace(
        r"\}", ""
    ).count("}")


def test_bibtex_keys_are_stable_and_unique() -> None:
    """A key is ASCII, and depends on its article alone; two articles never share one."""
    twin = Document.from_text("It rose.", ODD.places[0], title=ODD.title, author=ODD.author)
    keys = [bibtex.key(one) for one in (ODD, twin, BARE)]
    assert len(set(keys)) == 3
    assert all(re.fullmatch(r"[a-z0-9]+-[0-9a-f]{6}", key) for key in keys)
    assert bibtex.key(ODD).startswith("celik202450-") and keys[2].startswith("anonnd-")
    both = bibtex.entries([BARE, ODD])
    assert bibtex.entries([ODD]) in both and bibtex.entries([BARE]) in both
    assert bibtex.key(replace(ODD, places=BARE.places)) == keys[0]


def test_ris_has_one_field_a_line() -> None:
    """No field of an article can begin another field, or end the entry."""
    made = ris.entries([ODD, BARE], {ODD.doc_id: ["“It fell.”\n(p. 3)"]})
    assert made.split("\r\n") == [
        "TY  - NEWS",
        "AU  - Çelik, Ünal, Jr.",
        "AU  - Reuters Staff",
        "TI  - 50% off_A & B {x} \\ ~^ $1 #2 ER -",
        "T2  - Tür & Co",
        "PY  - 2024",
        "DA  - 2024/12/31",
        "UR  - https://x.example/a_b?c=%20{d}",
        "N1  - “It fell.” (p. 3)",
        "ER  - ",
        "",
        "TY  - NEWS",
        "TI  - Article in the file b.jsonl, line 3",
        "ER  - ",
        "",
        "",
    ]
