"""The order of titles, as officials are listed: heads, deputies, then staff."""

from __future__ import annotations

import re

from congvu.core.text import fold

_RANKS = (
    (r"quyen chu tich|chu tich", 10),
    (r"pho chu tich", 12),
    (r"uy vien", 16),
    (r"(quyen )?(giam doc|chanh thanh tra|truong ban|cuc truong|chi cuc truong)", 20),
    (r"pho (giam doc|chanh thanh tra|truong ban|cuc truong|chi cuc truong)", 22),
    (r"(quyen )?chanh van phong", 24),
    (r"pho chanh van phong", 26),
    (r"(quyen )?truong", 30),
    (r"pho truong", 32),
    (r"thanh tra vien|chuyen vien cao cap", 40),
    (r"chuyen vien chinh", 42),
    (r"chuyen vien", 44),
    (r"van thu", 50),
)


def rank_of(title: str) -> int:
    """Where the title stands in lists; 100 for those that custom doesn't order."""
    name = fold(title)
    return next((rank for pattern, rank in _RANKS if re.match(pattern, name)), 100)
