"""What verification knows about words, from `lexicon.yaml`: who acts, how rules bind, what means the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from ingest.models import Frozen

Lines = tuple[tuple[str, ...], ...]
Named = Mapping[str, tuple[str, ...]]

# "transferred" and "transfer", "referral" and "refer": endings Snowball leaves on.
_ENDINGS = ("ment", "ur", "al", "or", "er")
_SHORTEST_ROOT = 5


class _Data(Frozen):
    actors: Lines
    phrases: Named
    modals: Named
    binding: Named
    hedges: frozenset[str]
    hearsay: frozenset[str]
    free: frozenset[str]
    light: frozenset[str]
    alike: Lines
    apart: Named
    in_place_of: Named
    ones: tuple[str, ...]
    tens: tuple[str, ...]
    units: frozenset[str]
    kinds_of_unit: frozenset[str]
    labels: frozenset[str]
    months: frozenset[str]
    finite: frozenset[str]
    comparing: frozenset[str]
    coming_upon: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`names` gives one token for a phrase, `families` the stem that stands for a line of words alike.

    `apart` has the words whose stem is that of a word with another meaning, `stands` the words that an
    everyday word may stand for, by its stem.
    """

    names: Mapping[str, str]
    pattern: re.Pattern[str]
    families: Mapping[str, str]
    apart: Mapping[str, str]
    stands: Named
    actors: frozenset[str]
    modals: frozenset[str]
    modals_spelt: Named
    binding: Mapping[str, str]
    hedges: frozenset[str]
    hearsay: frozenset[str]
    free: frozenset[str]
    light: frozenset[str]
    values: Mapping[str, int]
    units: frozenset[str]
    kinds_of_unit: frozenset[str]
    unit_families: frozenset[str]
    labels: frozenset[str]
    months: frozenset[str]
    finite: frozenset[str]
    comparing: frozenset[str]
    coming_upon: frozenset[str]
    stemmer: Any

    def family(self, word: str) -> str:
        """What every form of a word, and each word that means the same, has in common."""
        if word in self.actors:
            return word
        stem = self.stem(word)
        return self.families.get(stem, stem)

    def stem(self, word: str) -> str:
        return self.apart.get(word) or _root(self.stemmer.stemWord(word))

    def stands_for(self, word: str) -> tuple[str, ...]:
        return self.stands.get(self.stem(word), ())


@cache
def lexicon() -> Lexicon:
    import Stemmer

    text = resources.files("assistant.verification").joinpath("lexicon.yaml").read_text(encoding="utf-8")
    data = _Data.model_validate(yaml.safe_load(text))
    stemmer = Stemmer.Stemmer("english")
    names = _names(data)
    apart = {word: name for name, words in data.apart.items() for word in words}
    return Lexicon(
        names=names,
        pattern=_pattern(names),
        families=_families(data.alike, apart, stemmer),
        apart=apart,
        stands={
            _root(stemmer.stemWord(form)): words
            for forms, words in data.in_place_of.items()
            for form in forms.split()
        },
        actors=frozenset(_token(line[0]) for line in data.actors),
        modals=frozenset(data.modals),
        modals_spelt=data.modals,
        binding={word: force for force, words in data.binding.items() for word in words},
        hedges=data.hedges,
        hearsay=data.hearsay,
        free=data.free,
        light=frozenset(_root(stemmer.stemWord(word)) for word in data.light),
        values=_values(data),
        units=data.units,
        kinds_of_unit=data.kinds_of_unit,
        unit_families=frozenset(_root(stemmer.stemWord(word)) for word in data.units | data.kinds_of_unit),
        labels=data.labels,
        months=data.months,
        finite=data.finite,
        comparing=data.comparing,
        coming_upon=data.coming_upon,
        stemmer=stemmer,
    )


def plain(text: str) -> str:
    """Without possessives and hyphens, as texts and the phrases looked for in them are compared."""
    return text.replace("’", "'").replace("'s ", " ").replace("s' ", "s ").replace("-", " ")


def _names(data: _Data) -> dict[str, str]:
    lines = {line[0]: [*line, *_plurals(line)] for line in data.actors}
    names = {
        plain(spelling): _token(name)
        for named in (lines, data.phrases, data.modals)
        for name, spellings in named.items()
        for spelling in spellings
    }
    return names | dict(_compound_numbers(data))


def _plurals(names: Iterable[str]) -> Iterator[str]:
    """ "Nurseries"; an s alone is looked for anyway."""
    return (name[:-1] + "ies" for name in names if name.endswith("y"))


def _compound_numbers(data: _Data) -> Iterator[tuple[str, str]]:
    for place, ten in enumerate(data.tens, start=2):
        for value, one in enumerate(data.ones[1:10], start=1):
            yield f"{ten} {one}", str(10 * place + value)


def _values(data: _Data) -> dict[str, int]:
    tens = {word: 20 + 10 * place for place, word in enumerate(data.tens)}
    return {word: value for value, word in enumerate(data.ones)} | tens


def _token(name: str) -> str:
    return re.sub(r"[\s'-]+", "_", name)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})s?\b")


def _families(alike: Sequence[Sequence[str]], apart: Mapping[str, str], stemmer: Any) -> dict[str, str]:
    def stem(word: str) -> str:
        return apart.get(word) or _root(stemmer.stemWord(word))

    return {stem(word): stem(line[0]) for line in alike for word in line}


def _root(stem: str) -> str:
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= _SHORTEST_ROOT:
            stem = stem.removesuffix(ending)
            break
    return stem[:-1] if len(stem) > _SHORTEST_ROOT and stem[-1] == stem[-2] else stem
