"""Opening a PDF to append to it, and appending nothing but what is meant."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError

from congvu.core.refused import Refused

# What pyHanko lets through when a file is not what it claims to be. It is wide on purpose: the
# bytes are a stranger's, and every one of these means "this is not a sound PDF".
UNSOUND = (
    PdfError,
    SignatureValidationError,
    UnsupportedAlgorithm,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    MemoryError,
    EOFError,
    OSError,
    StopIteration,
    struct.error,
    zlib.error,
)
_BROKEN = "Tệp PDF bị hỏng hoặc không đúng chuẩn. Ông/bà xuất lại tệp PDF rồi thử lại."


class SlimWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """A revision with only what was asked for.

    pyHanko otherwise writes Info, XMP and catalog anew each time, which stricter readers take for
    a change that the earlier signature does not allow. `_update_meta` is private: pyHanko is
    pinned, and a test looks at the revisions.
    """

    def _update_meta(self) -> None:
        """Leave the metadata as they were."""


def append_to(pdf: bytes) -> SlimWriter:
    """A writer on the file; raises `Refused` in words for broken and encrypted ones."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            raise Refused(
                "Tệp PDF đang đặt mật khẩu nên không ký được. Ông/bà bỏ mật khẩu rồi tải lại.",
                field="file",
            )
        if reader.xrefs.hybrid_xrefs_present:
            raise Refused(_BROKEN, field="file")
        writer: SlimWriter = SlimWriter.from_reader(reader)
        _ = writer.root["/Pages"]["/Count"]
    except UNSOUND as fault:
        raise Refused(_BROKEN, field="file") from fault
    return writer


def written(writer: SlimWriter) -> bytes:
    """The whole file with its new revision."""
    output = BytesIO()
    writer.write(output)
    return output.getvalue()
