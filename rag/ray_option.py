"""The options of commands that can use a Ray cluster; the address after --ray may be left out."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

OPTION = "--ray"
LOCAL = "local"  # the address that stands for a Ray of this machine, which ends with the command

Ray = Annotated[
    str | None,
    typer.Option(
        OPTION,
        metavar="[HOST:PORT]",
        help="Use this Ray cluster; without an address, a Ray of this machine.",
        show_default=False,
    ),
]
Replicas = Annotated[
    int, typer.Option(help="With --ray: the largest number of processes that answer programs.")
]


class RayCommand(TyperCommand):
    """A command whose option --ray is "local" where no address follows it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Insert what is left out, as typer has no option with an optional value."""
        return super().parse_args(ctx, with_address(args))


def with_address(args: list[str]) -> list[str]:
    """Return the arguments of a command with an address after --ray.

    >>> with_address(["news", "--ray", "--watch"])
    ['news', '--ray', 'local', '--watch']
    >>> with_address(["--ray", "10.0.0.1:6379"])
    ['--ray', '10.0.0.1:6379']
    """
    return list(
        chain.from_iterable(
            [arg, LOCAL] if arg == OPTION and following.startswith("-") else [arg]
            for arg, following in pairwise([*args, "-"])
        )
    )
