"""The sections of a newspaper, which stand above a headline: "World", "Sport / Football"."""

from __future__ import annotations

import re

_SECTIONS = frozenset(
    """
    africa, americas, analysis, arts, arts & culture, asia, books, breaking, breaking news,
    business, business news, city, climate, column, columns, comment, companies, court, court news,
    court report, courts, crime, culture, economy, education, elections, entertainment,
    environment, europe, exclusive, explainer, fashion, feature, features, film, finance,
    food & drink, football, foreign, foreign affairs, foreign news, gardening, health,
    health & science, home news, housing, in brief, international, international news, interview,
    latest news, law, leader, legal, letters, letters to the editor, lifestyle, local, local news,
    markets, media, metro, middle east, money, music, national, national news, nation, news,
    news in brief, obituaries, obituary, odd news, opinion, opinions, people, perspective, politics,
    profile, property, region, regional news, regions, research, review, reviews, rural affairs,
    science, science & environment, society, special report, sport, sports, tech, technology,
    theatre, top stories, transport, travel, uk, uk news, us news, viewpoint, weather, world,
    world news
    """.replace("\n", " ").split(",")
)
_NAMES = frozenset(" ".join(name.split()) for name in _SECTIONS)
_PATH = re.compile(r"\s*[>\u203a\u00bb/]\s*")
_MOST_WORDS = 3


def is_section(part: str) -> bool:
    """Return whether a part of a header is the name of a section, or a path that begins with one.

    >>> is_section("Court report"), is_section("NEWS > Local > Halm"), is_section("Court adjourned")
    (True, True, False)
    """
    names = _PATH.split(part.strip(" :"))
    if not _is_named(names[0]):
        return False
    named = all(name[:1].isupper() for name in names)
    return named and all(len(name.split()) <= _MOST_WORDS for name in names[1:])


def _is_named(name: str) -> bool:
    """Return whether a name, or each of two that "and" joins, is in the list."""
    plain = name.casefold().replace(" and ", " & ")
    return plain in _NAMES or all(
        half.removesuffix(" news") in _NAMES for half in plain.split(" & ")
    )
