"""The options that several commands share: the index, and which articles count."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Index = Annotated[Path, typer.Option("--index", help="The folder of the index.")]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="Only articles published on or after: 2025-04-05, 2025-04 or 2025.",
        show_default=False,
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="DATE", help="Only articles published on or before.", show_default=False
    ),
]
Outlets = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        help="Only articles of this outlet; may be given several times.",
        show_default=False,
    ),
]
