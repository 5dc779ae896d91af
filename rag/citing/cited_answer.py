"""The quotations of an answer with citations and references to paste elsewhere."""

from __future__ import annotations

from rag import answers, present
from rag.answers import Answer
from rag.citing import bibtex, ris
from rag.citing.cited import STYLES, Bibliography, require_style

FILES = {"bibtex": bibtex.entries, "ris": ris.entries}
"""The formats of reference managers by their keys, each with its writer."""

ALL = (*STYLES, *FILES)


def as_cited_text(answer: Answer, style: str) -> str:
    """Return the quotations of an answer and its references in a style, or the entries of a file.

    Raises ConfigError for a style that there is none of.
    """
    if style in FILES:
        return FILES[style](answer.documents)
    works = Bibliography(answer.documents, require_style(style, ALL))
    lines: list[str] = []
    for citation in answer.citations:
        lines.append(present.printable(works.cite(citation).quotation))
        lines += [f"    {label}" for label in [answers.speaker_label(citation)] if label]
    lines += ["", f"References ({STYLES[style]}):"]
    return "\n".join([*lines, *(f"  {one.reference}" for one in works.references())])
