#!/usr/bin/env python3
"""Install and run this project: `python3 make.py chat` or `python3 make.py test`.

Needs Python 3.11 or later and nothing else; everything is installed into the folder `.venv` beside
this file, in the versions of `constraints.txt`, so that every install is the same.
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
CONSTRAINTS = str(HERE / "constraints.txt")
INDEX = HERE / "index" / "rag.sqlite"
# Sizes of the wheels for Linux, in the versions of constraints.txt.
LARGEST = "PyTorch (190 MB), the embedding model (85 MB), SciPy (35 MB), Gradio (30 MB)"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Run the command given on the command line; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = {"install": install, "chat": chat, "check": check, "test": test}
    parser.add_argument("command", choices=commands)
    parser.add_argument(
        "--cuda", action="store_true", help="install PyTorch's CUDA build (gigabytes) for a GPU"
    )
    chosen = parser.parse_args()
    if sys.version_info < (3, 11):
        return fail(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
    try:
        return commands[chosen.command](chosen.cuda)
    except subprocess.CalledProcessError as error:
        return fail(f"'{' '.join(map(str, error.cmd))}' failed with status {error.returncode}")


def fail(reason: str) -> int:
    """Print what is wrong on one line; return the exit status for it."""
    print(f"make.py: {reason}", file=sys.stderr)
    return 2


def say(line: str) -> None:
    """Print a line about what happens next."""
    print(f"make.py: {line}", flush=True)


def install(cuda: bool, extra: str = "") -> int:
    """Install the project into `.venv`, unless an install with the same requirements is there."""
    target = f"{HERE}[{extra}]" if extra else str(HERE)
    wanted = (HERE / "pyproject.toml").read_text() + Path(CONSTRAINTS).read_text()
    stamp = VENV / f"installed-{extra or 'base'}{'-cuda' if cuda else ''}.txt"
    if stamp.is_file() and stamp.read_text() == wanted:
        return 0
    announce_install(cuda)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    elif cuda:  # both builds have one version number, so pip would keep a CPU build
        pip("uninstall", "--yes", "torch")
    if not cuda and (packages := cuda_packages()) and not install_cpu_torch():
        return fail(
            f"uv could not install PyTorch's CPU build, and pip would fetch {len(packages)} CUDA "
            f"packages (gigabytes): install torch into {VENV} as PyTorch's site shows under 'CPU' "
            "and run this again, or run it with --cuda"
        )
    pip("install", "--constraint", CONSTRAINTS, "--editable", target)
    stamp.write_text(wanted)
    return 0


def announce_install(cuda: bool) -> None:
    """Print what is about to be installed, and about how long that takes."""
    if cuda:
        say(f"installing into {VENV}: several gigabytes, most of it PyTorch and CUDA for the GPU")
    else:
        say(f"installing into {VENV}: about 550 MB to download, 2 GB on the disk")
        say(f"the largest packages are {LARGEST}")
    say("a new installation takes about five minutes, more on a slow connection or disk")


def cuda_packages() -> list[str]:
    """Return the CUDA packages that pip would install with PyTorch; installs none of them."""
    update_old_pip()
    dry_run = ["--dry-run", "--quiet", "--report", "-", "--constraint", CONSTRAINTS]
    report = json.loads(output_of("-m", "pip", "install", *dry_run, "torch"))
    names = [item["metadata"]["name"] for item in report["install"]]
    return [name for name in names if name.startswith(("nvidia-", "cuda-"))]


def update_old_pip() -> None:
    """Upgrade a pip before 23.3, whose dry run downloads every wheel (gigabytes)."""
    major, minor = output_of("-m", "pip", "--version").split()[1].split(".")[:2]
    if (int(major), int(minor)) < (23, 3):
        pip("install", "--upgrade", "--constraint", CONSTRAINTS, "pip")


def install_cpu_torch() -> bool:
    """Install PyTorch's CPU build with uv, which knows its index; return whether that succeeded.

    Only PyTorch, so that everything else comes from where pip is configured to look.
    """
    uv = ["-m", "uv", "pip", "install", "--python", str(PYTHON), "--torch-backend", "cpu"]
    try:
        pip("install", "--constraint", CONSTRAINTS, "uv")
        subprocess.run([PYTHON, *uv, "--constraint", CONSTRAINTS, "torch"], check=True)
    except subprocess.CalledProcessError:
        return False
    return True


def output_of(*arguments: str) -> str:
    """Return what the Python of the virtual environment prints, called with these arguments."""
    return subprocess.run(
        [PYTHON, *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def pip(*arguments: str) -> None:
    """Run the pip of the virtual environment."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([PYTHON, "-m", "pip", *arguments], check=True, env=environment)


def run(*command: str, **variables: str) -> int:
    """Run a program of the virtual environment in the project's folder; return its status."""
    print("+", " ".join(command), flush=True)
    environment = {**os.environ, **variables}
    return subprocess.run([BIN / command[0], *command[1:]], cwd=HERE, env=environment).returncode


def start(program: str) -> subprocess.Popen[str]:
    """Start a program of the virtual environment, whose output is read when it has ended."""
    command = [BIN / program]
    out, both = subprocess.PIPE, subprocess.STDOUT
    return subprocess.Popen(command, cwd=HERE, stdout=out, stderr=both, text=True)


def chat(cuda: bool) -> int:
    """Install, build the index from `corpus/`, open the chat page."""
    if status := install(cuda):
        return status
    if not INDEX.exists():
        say("first start: the models are prepared and corpus/ is indexed, about half a minute")
    return run("rag", "build", "corpus") or run("python", "app.py")


def check(cuda: bool) -> int:
    """Run the linter, then the type checker and the fast tests side by side, on a core each."""
    if status := install(cuda, "test") or lint():
        return status
    types = start("mypy")
    failed = run("pytest", "-q", "-m", "not slow", OMP_NUM_THREADS="1")
    print("+ mypy", types.communicate()[0], sep="\n", end="")
    return failed or types.returncode


def test(cuda: bool) -> int:
    """Install what tests need, then run every check and every test."""
    return install(cuda, "test") or lint() or run("mypy") or install_browser() or run("pytest")


def lint() -> int:
    """Run the linter, and check that the formatter would change nothing."""
    return run("ruff", "check", ".") or run("ruff", "format", "--check", ".")


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
