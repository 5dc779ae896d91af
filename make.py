#!/usr/bin/env python3
"""Install and run this project: `python3 make.py chat` or `python3 make.py test`.

Needs Python 3.11 or later and nothing else; everything goes into the folder `.venv` beside this
file. Versions are those of `constraints.txt`, so that every install is the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Run the command that was named; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["install", "chat", "check", "test"])
    parser.add_argument(
        "--cuda", action="store_true", help="let pip fetch PyTorch's CUDA packages (gigabytes)"
    )
    chosen = parser.parse_args()
    if sys.version_info < (3, 11):
        return fail(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
    try:
        return {"install": install, "chat": chat, "check": check, "test": test}[chosen.command](
            chosen.cuda
        )
    except subprocess.CalledProcessError as error:
        return fail(f"'{' '.join(map(str, error.cmd))}' failed with status {error.returncode}")


def fail(reason: str) -> int:
    """Say in one line what is wrong; return the exit status for it."""
    print(f"make.py: {reason}", file=sys.stderr)
    return 2


def install(cuda: bool, extra: str = "") -> int:
    """Install the project into `.venv`, unless what it needs is there already."""
    target = f"{HERE}[{extra}]" if extra else str(HERE)
    wanted = (HERE / "pyproject.toml").read_text() + (HERE / "constraints.txt").read_text()
    stamp = VENV / f"installed-{extra or 'base'}.txt"
    if stamp.is_file() and stamp.read_text() == wanted:
        return 0
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    if not cuda and (packages := cuda_packages()):
        return fail(
            f"pip would fetch {len(packages)} CUDA packages, gigabytes that this program does not "
            "need. Point pip at PyTorch's CPU wheels (the selector on PyTorch's site shows how, "
            "under 'CPU'; PIP_EXTRA_INDEX_URL is read), or run this again with --cuda"
        )
    pip("install", "--constraint", str(HERE / "constraints.txt"), "--editable", target)
    stamp.write_text(wanted)
    return 0


def cuda_packages() -> list[str]:
    """Ask pip, without installing anything, which CUDA packages PyTorch would bring."""
    constraint = ["--constraint", str(HERE / "constraints.txt")]
    dry_run = ["--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "install", *dry_run, *constraint, "torch"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    names = [item["metadata"]["name"] for item in json.loads(asked.stdout)["install"]]
    return [name for name in names if name.startswith(("nvidia-", "cuda-"))]


def pip(*arguments: str) -> None:
    """Run the pip of the virtual environment."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([PYTHON, "-m", "pip", *arguments], check=True, env=environment)


def run(*command: str) -> int:
    """Run a program of the virtual environment in the project's folder."""
    print("+", " ".join(command), flush=True)
    return subprocess.run([BIN / command[0], *command[1:]], cwd=HERE).returncode


def chat(cuda: bool) -> int:
    """Install, build the index from `corpus/`, open the chat page."""
    return install(cuda) or run("rag", "build", "corpus") or run("python", "app.py")


def check(cuda: bool) -> int:
    """Run the linter and the type checker."""
    return (
        install(cuda, "test")
        or run("ruff", "check", ".")
        or run("ruff", "format", "--check", ".")
        or run("mypy")
    )


def test(cuda: bool) -> int:
    """Install what tests need, then run every check and every test."""
    return check(cuda) or install_browser() or run("pytest")


def install_browser() -> int:
    """Find a Chromium for the tests of the page, or install one."""
    if any(shutil.which(name) for name in BROWSERS):
        return 0
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-q"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-q", "chromium"], check=True)
        return 0
    return run("playwright", "install", "chromium")


if __name__ == "__main__":
    sys.exit(main())
