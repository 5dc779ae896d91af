"""Train the token encoding `rag_news_32k`; write its ranks beside `rag/segment/tokens.py`.

    python -m training.train_tokenizer ../shared/train/*.json --heldout ../shared/eval/*.json

A byte-level BPE, trained with Hugging Face's `tokenizers` (of the training extra) on the paragraphs
of files in SQuAD's format. The same files in the same order give the same bytes. Then copy the
SHA-256 that it prints to `tiktoken_ext/rag_encodings.py`.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import tiktoken
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from tiktoken_ext.rag_encodings import NAME, PATTERN

ROOT = Path(__file__).resolve().parents[1]
TOKENS = 32_768
OUTPUT = ROOT / "rag" / "segment" / f"{NAME}.tiktoken"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the given files, write the ranks, print their size, digest and figures."""
    options = _parse(arguments)
    ranks = train(paragraphs(options.files), options.tokens)
    data = dump(ranks)
    options.output.write_bytes(data)
    print(f"{options.output}: {len(ranks)} tokens, {len(data)} bytes")
    print(f"SHA-256 {hashlib.sha256(data).hexdigest()}")
    for path in options.heldout:
        mean = characters_per_token(ranks, held_out_texts(path))
        print(f"{mean:.3f} characters a token on {path}")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = sorted((ROOT.parent / "shared" / "train").glob("*.json"))
    parser.add_argument("files", nargs="*", type=Path, default=default, help="SQuAD-format JSON")
    parser.add_argument("--heldout", nargs="*", type=Path, default=[], help="JSON or text files")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the ranks are written")
    parser.add_argument("--tokens", type=int, default=TOKENS, help="256 bytes and the merges")
    options = parser.parse_args(arguments)
    missing = [str(path) for path in (*options.files, *options.heldout) if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}")
    if not options.files:
        parser.error("there are no training files: name some in SQuAD's format")
    return options


def paragraphs(files: Sequence[Path]) -> Iterator[str]:
    """Yield the paragraphs of files in SQuAD's format, in order."""
    for path in files:
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                yield paragraph["context"]


def train(texts: Iterator[str], size: int) -> dict[bytes, int]:
    """Return the ranks of a byte-level BPE of `size` tokens: the 256 bytes, then the merges."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    byte_of = _bytes_of_letters()
    return {
        bytes(byte_of[letter] for letter in token): rank
        for token, rank in tokenizer.get_vocab().items()
    }


def _bytes_of_letters() -> dict[str, int]:
    """Return the byte that each letter of a byte-level vocabulary stands for.

    Printable bytes stand for themselves; the others take the code points from 256 on (as in GPT-2).
    """
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(b): b for b in printable} | {chr(256 + i): b for i, b in enumerate(others)}


def dump(ranks: dict[bytes, int]) -> bytes:
    """Return the ranks in tiktoken's format: a token in base64 and its rank on each line."""
    ordered = sorted(ranks.items(), key=lambda item: item[1])
    return b"".join(b"%s %d\n" % (base64.b64encode(token), rank) for token, rank in ordered)


def held_out_texts(path: Path) -> list[str]:
    """Return the texts of a file: JSON with `documents`, JSON in SQuAD's format, or plain text."""
    if path.suffix != ".json":
        return [path.read_text(encoding="utf-8")]
    content = json.loads(path.read_text(encoding="utf-8"))
    if "documents" in content:
        return [document["text"] for document in content["documents"]]
    return list(paragraphs([path]))


def characters_per_token(ranks: dict[bytes, int], texts: Sequence[str]) -> float:
    """Return the mean number of code points of `texts` in a token."""
    encoding = tiktoken.Encoding(NAME, pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    tokens = sum(map(len, encoding.encode_ordinary_batch(list(texts))))
    return sum(map(len, texts)) / tokens


if __name__ == "__main__":
    main()
