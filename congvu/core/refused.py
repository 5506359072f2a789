"""An expected "no", said in a sentence that a person understands."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """Something that may not or cannot be done; nothing was changed.

    `sentence` is Vietnamese and shown as it is. `field` names the input it belongs to, so that a
    form can show it there. `guide` is the address of the page that says the proper way, if any.
    """

    status = 409
    guide = ""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(Refused):
    """There is no such thing, or it is not this person's to know of."""

    status = 404

    def __init__(self, sentence: str = "Không tìm thấy nội dung này.", *, field: str = "") -> None:
        super().__init__(sentence, field=field)


class Forbidden(Refused):
    """The thing may be seen, but this is not for this person to do."""

    status = 403

    def __init__(
        self, sentence: str = "Ông/bà không có thẩm quyền thực hiện việc này.", *, field: str = ""
    ) -> None:
        super().__init__(sentence, field=field)


class Conflict(Refused):
    """The thing has moved on, or its state does not allow this."""
