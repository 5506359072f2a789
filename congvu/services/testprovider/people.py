"""Who may sign in there: fictitious people, each known in another way."""

from __future__ import annotations

from typing import Any

PEOPLE: dict[str, dict[str, Any]] = {
    "thu": {
        "name": "Nguyễn Thị Thử",
        "identity_number": "049185000456",
        "phone_number": "+84905000456",
        "phone_number_verified": True,
    },
    "nghiem": {"name": "Trần Văn Nghiệm", "identity_number": "049085000789"},
    "mau": {
        "name": "Lê Thị Mẫu",
        "identity_number": "049190000321",
        "email": "mau@example.vn",
        "email_verified": False,
    },
}
"""By subject. The second has no contact there, the third one that nobody has proved."""

ABOUT = {
    "thu": "có số điện thoại đã xác minh",
    "nghiem": "không có số điện thoại, thư điện tử",
    "mau": "có thư điện tử chưa xác minh",
}
