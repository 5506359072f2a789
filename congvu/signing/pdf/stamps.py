"""What a signature looks like on its page: a picture, or lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle

from congvu.signing.pdf.lettering import UPRIGHT, Face, embed_font, form, text_form
from congvu.signing.pdf.objects import Object, dictionary
from congvu.signing.pdf.pictures import cached


class Stamp(BaseStamp):  # type: ignore[misc]
    """An appearance ready to be put on its field."""

    def __init__(self, writer: BasePdfFileWriter, look: Object) -> None:
        # pyHanko's own constructor lays text out; nothing of it is wanted.
        self.writer = writer
        self.look = look

    def apply_appearance(self, annotation: Any) -> None:
        """What pyHanko calls."""
        made: Any = self.writer
        annotation["/AP"] = dictionary({"/N": made.add_object(self.look)})


@dataclass(frozen=True)
class Picture(BaseStampStyle):  # type: ignore[misc]
    """A picture as large as the field allows, at its own proportions; or nothing.

    It stands at the field's left edge and in the middle of its height: the seal's place is counted
    from the left of the signature, which a narrow picture in the middle would move away from it.
    """

    png: bytes | None = None
    rotation: int = 0

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: object,  # noqa: ARG002 - pyHanko's signature
    ) -> Stamp:
        """See pyHanko's base class."""
        width, height = _upright(box, self.rotation)
        if self.png is None:
            return Stamp(writer, form(b"", width=width, height=height, rotation=self.rotation))
        picture = cached(self.png)
        content = picture.drawn(width, height)
        resources = dictionary({"/XObject": dictionary({"/I": picture.add_to(writer)})})
        return Stamp(
            writer,
            form(content, width=width, height=height, resources=resources, rotation=self.rotation),
        )


@dataclass(frozen=True)
class Words(BaseStampStyle):  # type: ignore[misc]
    """Lines of text, ten points and black."""

    lines: tuple[str, ...] = ()
    rotation: int = 0
    face: Face = UPRIGHT

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: object,  # noqa: ARG002 - pyHanko's signature
    ) -> Stamp:
        """See pyHanko's base class."""
        width, height = _upright(box, self.rotation)
        look = text_form(
            list(self.lines),
            width=width,
            height=height,
            font=embed_font(writer, self.face),
            face=self.face,
            size=10,
            rotation=self.rotation,
            centred=False,
        )
        return Stamp(writer, look)


def _upright(box: BoxConstraints, rotation: int) -> tuple[float, float]:
    width, height = float(box.width), float(box.height)
    return (height, width) if rotation % 180 else (width, height)
