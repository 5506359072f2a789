"""The process drawn for people: SVG with the dossier's place in it."""

from __future__ import annotations

from html import escape

from congvu.services.definitions.effects import EFFECTS
from congvu.services.definitions.shape import Content, Step

_WIDE, _HIGH, _GAP, _LEFT = 340, 60, 44, 8
_SIDE = 84


def drawing(content: Content, *, at: str = "", passed: frozenset[str] = frozenset()) -> str:
    """An SVG image, its words readable by ears too; colours come from the page's styles.

    Steps stand one below another; ways back and around run at the right.
    """
    steps = content.steps
    places = {step.code: number for number, step in enumerate(steps)}
    height = _top(len(steps)) + 34
    boxes = "".join(_box(one, number, at, passed) for number, one in enumerate(steps))
    ways = "".join(_ways(one, number, places, len(steps)) for number, one in enumerate(steps))
    told = "; ".join(
        f"{one.name}{' (hồ sơ đang ở đây)' if one.code == at else ''}" for one in steps
    )
    return (
        f'<svg class="process" viewBox="0 0 {_LEFT + _WIDE + _SIDE} {height}" role="img" '
        f'aria-label="Các bước: {escape(told)}">{ways}{boxes}{_end(len(steps))}</svg>'
    )


def _top(number: int) -> int:
    return 8 + number * (_HIGH + _GAP)


def _box(step: Step, number: int, at: str, passed: frozenset[str]) -> str:
    state = "now" if step.code == at else "done" if step.code in passed else "next"
    top = _top(number)
    middle = _LEFT + _WIDE // 2
    return (
        f'<g class="process-step" data-state="{state}">'
        f'<rect x="{_LEFT}" y="{top}" width="{_WIDE}" height="{_HIGH}" rx="8"/>'
        f'<text x="{middle}" y="{top + 26}" text-anchor="middle">{escape(_cut(step.name))}</text>'
        f'<text class="process-note" x="{middle}" y="{top + 46}" text-anchor="middle">'
        f"{step.hours} giờ làm việc</text></g>"
    )


def _cut(words: str, most: int = 42) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _end(count: int) -> str:
    top, middle = _top(count), _LEFT + _WIDE // 2
    return (
        f'<g class="process-end"><circle cx="{middle}" cy="{top + 14}" r="10"/>'
        f'<text x="{middle + 18}" y="{top + 19}">Kết thúc</text></g>'
    )


def _ways(step: Step, number: int, places: dict[str, int], last: int) -> str:
    drawn, side = [], 0
    for move in step.moves:
        ends = any(EFFECTS[name].ends for name in move.effects)
        to = last if ends or not move.to else places[move.to]
        if to == number + 1:
            drawn.append(_down(number, move.label))
        else:
            side += 1
            drawn.append(_around(number, to, side, move.label))
    return "".join(drawn)


def _down(number: int, label: str) -> str:
    middle, top = _LEFT + _WIDE // 2, _top(number) + _HIGH
    end = top + _GAP
    return (
        f'<path class="process-way" d="M{middle} {top} V{end - 2}"/>'
        f'<path class="process-tip" d="M{middle - 5} {end - 8} L{middle} {end} L{middle + 5} '
        f'{end - 8} Z"/><text class="process-note" x="{middle + 8}" y="{top + 26}">'
        f"{escape(_cut(label, 30))}</text>"
    )


def _around(number: int, to: int, side: int, label: str) -> str:
    right = _LEFT + _WIDE
    start, end = _top(number) + 18 + 10 * side, _top(to) + 14
    out, tip = right + 20 + 16 * side, right + 8
    return (
        f'<path class="process-way" data-side="true" '
        f'd="M{right} {start} H{out} V{end} H{right + 2}"><title>{escape(label)}</title></path>'
        f'<path class="process-tip" d="M{tip} {end - 5} L{right} {end} L{tip} {end + 5} Z"/>'
    )
