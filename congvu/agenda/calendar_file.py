"""A week as an iCalendar file (RFC 5545), for the calendars in people's phones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from congvu.agenda.models import Entry
from congvu.agenda.types import EntryState

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75  # octets in a line (3.1)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_of(entries: Iterable[Entry], *, host: str) -> bytes:
    """The entries as events; the same entry keeps its identifier at every download."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Công Vụ//Lịch công tác//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for entry in entries:
        lines += _event(entry, host)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(entry: Entry, host: str) -> list[str]:
    stamp = entry.changed_at or entry.approved_at or entry.created_at
    people = "; ".join(
        part
        for part in (
            f"Chủ trì: {entry.chair.person.name}",
            ", ".join(one.person.name for one in entry.people.all()),
            entry.guests,
            f"Chuẩn bị: {entry.unit.name}" if entry.unit else "",
            entry.note,
        )
        if part
    )
    cancelled = entry.state == EntryState.CANCELLED
    status = {EntryState.PLANNED: "TENTATIVE", EntryState.APPROVED: "CONFIRMED"}
    return [
        "BEGIN:VEVENT",
        f"UID:lich-{entry.pk}@{host}",
        f"DTSTAMP:{_moment(stamp)}",
        f"DTSTART:{_moment(entry.starts_at)}",
        f"DTEND:{_moment(entry.ends_at)}",
        f"SUMMARY:{_text(entry.what)}",
        f"LOCATION:{_text(entry.place)}",
        f"DESCRIPTION:{_text(people)}",
        f"STATUS:{'CANCELLED' if cancelled else status[EntryState(entry.state)]}",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """A value of type TEXT (3.3.11)."""
    return words.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut within a letter (3.1)."""
    parts, current, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LONGEST:
            parts.append(current)
            current, size = " ", 1
        current, size = current + letter, size + width
    return "\r\n".join([*parts, current]) + "\r\n"
