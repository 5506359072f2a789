"""From text to what the index keeps, and from what people type to what it is asked.

Vietnamese writes every syllable apart, and most words are two of them. So the index keeps, of each
text, its syllables without marks (`cong`), the same with marks (`=công`, tones at the end, so that
“hoà” and “hòa” are one), and the pairs of neighbours, of which phrases consist: without marks
(`cong~nghe`), and as they are where both have some (`=công~nghệ`). No positions are kept: a phrase
is answered by the index alone, in texts of any length (PostgreSQL keeps 256 positions of a word at
most), and by its pairs alone, for a pair is rare and a syllable common.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from congvu.core.text import fold, nfc

_TOKEN = re.compile(r"[^\W_]+(?:[/.\-&_][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_QUERY = re.compile(r'(-?)"([^"]+)"|(-?)(\S+)')
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LONGEST = 60
_LETTERS_READ = 200_000
_PIECE = 1_000
_TEXTS_REMEMBERED = 64
_REMEMBERED = 20_000  # Vietnamese has some seven thousand syllables
FIELDS = {"title": "t~", "author": "i~", "people": "n~"}


@lru_cache(_REMEMBERED)
def marked(word: str) -> str:
    """The syllable in lower case with its tone at the end: one form for both ways of writing."""
    letters = unicodedata.normalize("NFD", word.lower())
    tone = "".join(letter for letter in letters if letter in _TONES)
    rest = "".join(letter for letter in letters if letter not in _TONES)
    return unicodedata.normalize("NFC", rest) + tone


@lru_cache(_REMEMBERED)
def _plain(word: str) -> str:
    return fold(word)[:_LONGEST]


def _syllables(text: str) -> Iterator[tuple[str, str]]:
    """Each syllable, plain and with marks."""
    for part in _PART.findall(text):
        yield _plain(part), marked(part)[:_LONGEST]


def _codes(text: str) -> Iterator[str]:
    """What is written together with a stroke: `1804/ubnd-kgvx`."""
    for token in _TOKEN.findall(text):
        if "/" in token:
            yield _plain(token)


def _pairs(plain: list[str]) -> Iterator[str]:
    return (f"{one}~{two}" for one, two in pairwise(plain))


def _marked_pairs(both: list[tuple[str, str]]) -> Iterator[str]:
    """The neighbours that both have marks, with them."""
    for (one, accented), (two, accented_too) in pairwise(both):
        if accented != one and accented_too != two:
            yield f"={accented}~{accented_too}"


def lexemes(text: str, *, prefix: str = "") -> set[str]:
    """What the index keeps of the text; with a prefix, plain syllables of one field."""
    read = nfc(text[:_LETTERS_READ])
    both = list(_syllables(read))
    plain = [one for one, _ in both]
    found = {prefix + one for one in plain}
    found.update(prefix + pair for pair in _pairs(plain))
    if not prefix:
        found.update(f"={accented}" for one, accented in both if accented != one)
        found.update(_marked_pairs(both))
        found.update(_codes(read))
    return found


@lru_cache(_TEXTS_REMEMBERED)
def vector(parts: tuple[str, ...], fields: tuple[tuple[str, str], ...]) -> str:
    """The `tsvector` of several texts, and of fields by their names, as PostgreSQL reads it.

    The last ones are remembered: a document goes through many hands with the same words.
    """
    found: set[str] = set()
    for part in parts:
        found |= lexemes(part)
    for name, text in fields:
        found |= lexemes(text, prefix=FIELDS[name])
    return " ".join(f"'{one}'" for one in sorted(found))


def terms(typed: str, *, prefix: str = "") -> list[str]:
    """What was typed as terms of a `tsquery`, all of which must fit.

    Words in quotes stand together; `-` before a word excludes it; a word with marks fits only
    where it is written with them.
    """
    found: list[str] = []
    for no_phrase, phrase, no_word, word in _QUERY.findall(nfc(typed)):
        inner = [f"'{one}'" for one in _wanted(phrase or word, prefix)]
        if inner and (no_phrase or no_word):
            found.append(f"!({' & '.join(inner)})")
        else:
            found += inner
    return found


def _wanted(phrase: str, prefix: str) -> list[str]:
    """The lexemes that a phrase, or a word of several syllables, consists of."""
    if not prefix and (codes := list(_codes(phrase))) and " " not in phrase.strip():
        return codes
    both = list(_syllables(phrase))
    if prefix:
        plain = [one for one, _ in both]
        return [prefix + one for one in _pairs(plain)] or [prefix + one for one in plain]
    return list(dict.fromkeys(_narrowest(both)))


def _narrowest(both: list[tuple[str, str]]) -> list[str]:
    """As few lexemes as say all: what stands as a pair with its marks stands alone too."""
    found: list[str] = []
    said: set[tuple[str, str]] = set()
    for one, two in pairwise(both):
        if pairs := list(_marked_pairs([one, two])):
            said |= {one, two}
            found += pairs
        else:
            found += _pairs([one[0], two[0]])
    alone = (each for each in both if each not in said)
    found += [f"={accented}" for one, accented in alone if accented != one]
    return found or [one for one, _ in both]


def queries(typed: Iterable[tuple[str, str]]) -> list[str]:
    """The `tsquery`s, one or two, which all must fit what was typed under the names of fields
    (`""` is everywhere).

    Pairs stand apart: the index then looks for the common syllables with their marks only where
    the pairs are found, which answers a phrase in three quarters of the time.
    """
    found = [term for name, words in typed for term in terms(words, prefix=FIELDS.get(name, ""))]
    pairs = [term for term in found if "~" in term and term[0] != "!"]
    others = [term for term in found if term not in pairs]
    if all(term[0] == "!" for term in others):
        return [" & ".join(found)] if found else []
    return [" & ".join(part) for part in (pairs, others) if part]


def looked_for(typed: str) -> list[str]:
    """The plain syllables that were typed, for marking them in what is shown."""
    kept = (phrase or word for no, phrase, no2, word in _QUERY.findall(nfc(typed)) if not no + no2)
    return [one for text in kept for one, _ in _syllables(text)]


def spans(text: str, wanted: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that was looked for."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for start, word in _places(text, wanted):
        if start < end:
            continue  # the same word was looked for twice
        pieces += [(text[end:start], False), (text[start : start + len(word)], True)]
        end = start + len(word)
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def snippet(text: str, wanted: Iterable[str], *, around: int = 90) -> str:
    """The place in the text where most of the words stand near each other; empty where none do."""
    best = _densest(text[:_LETTERS_READ], set(wanted), around * 2)
    if best is None:
        return ""
    start = max(0, best - around // 2)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    whole = text[start : best + around * 2]
    ended = len(text) <= best + around * 2
    cut = " ".join((whole if ended else whole.rpartition(" ")[0]).split())
    return f"{'… ' if start else ''}{cut}{'' if ended else ' …'}"


def _densest(text: str, wanted: set[str], reach: int) -> int | None:
    """Where the most different words begin within `reach` letters; the first such place.

    Read piece by piece: where all of them stand together, nothing further need be read.
    """
    best, most = None, 0
    for begin in range(0, len(text), _PIECE):
        end = text.find(" ", begin + _PIECE + reach)
        places = _places(text, wanted, begin, end if end > 0 else len(text))
        for start, different in _within(places, reach):
            if different > most:
                best, most = start, different
        if most == len(wanted):
            break
    return best


def _within(places: list[tuple[int, str]], reach: int) -> Iterator[tuple[int, int]]:
    """For each place how many different words begin there or shortly after."""
    counts: Counter[str] = Counter()
    end = 0
    for start, word in places:
        while end < len(places) and places[end][0] < start + reach:
            counts[_plain(places[end][1])] += 1
            end += 1
        yield start, sum(1 for number in counts.values() if number)
        counts[_plain(word)] -= 1


def _places(
    text: str, wanted: Iterable[str], begin: int = 0, end: int | None = None
) -> list[tuple[int, str]]:
    """Where each of the plain syllables stands in the text, and as what, in the text's order."""
    end = len(text) if end is None else end
    return sorted(
        (found.start(), found.group())
        for word in set(wanted)
        for found in _any_way(word).finditer(text, begin, end)
    )


@lru_cache(_REMEMBERED)
def _any_way(plain: str) -> re.Pattern[str]:
    """The syllable with whatever marks, as a word.

    What comes before is looked at after the first letter: so the search can leap from one such
    letter to the next, twenty times faster than reading word by word.
    """
    first, *others = (_ways()[letter] for letter in plain)
    ended = "" if len(plain) >= _LONGEST else r"(?![^\W_])"
    return re.compile(f"{first}(?<![^\\W_].){''.join(others)}{ended}")


class _Ways(dict[str, str]):
    """For each plain letter a class of all that are read as it."""

    def __missing__(self, plain: str) -> str:
        return re.escape(plain)


@lru_cache(1)
def _ways() -> _Ways:
    found = _Ways()
    for letter in map(chr, [*range(0x250), *range(0x1E00, 0x1F00)]):
        plain = fold(letter)
        if len(plain) == 1 and plain.isalnum():
            found[plain] = found.get(plain, "") + letter
    return _Ways({plain: f"[{letters}]" for plain, letters in found.items()})
