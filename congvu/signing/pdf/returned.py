"""What somebody else's program has added to a file that it was given to sign.

Reading a stranger's bytes: nothing here may raise, whatever the file holds.
"""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from congvu.signing.pdf.forms import form_changed
from congvu.signing.pdf.objects import Object
from congvu.signing.pdf.writer import UNSOUND
from congvu.signing.types import Added

_EDGE = 2.0  # points by which a tool's rounding may leave the slot


def added(pdf: bytes, *, base: int, slot: str) -> Added:
    """What stands behind the first `base` bytes, which are the file as it was given out.

    `slot` is the name of the field that was to be signed.
    """
    try:
        return _read(PdfFileReader(BytesIO(pdf)), PdfFileReader(BytesIO(pdf[:base])), slot)
    except UNSOUND:
        return Added(readable=False)


def _read(reader: PdfFileReader, given: PdfFileReader, slot: str) -> Added:
    known = given.xrefs.total_revisions
    before = _filled(given)
    filled = [one for one in _filled(reader).items() if one[0] not in before]
    if len(filled) != 1:
        return Added(signatures=len(filled))
    name, field = filled[0]
    one = EmbeddedPdfSignature(reader, field, name)
    return Added(
        signatures=1,
        in_place=name == slot or _inside(field.get_object(), _field(given, slot)),
        whole=(
            one.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
            and one.sig_object_type == "/Sig"
        ),
        nothing_else=(
            reader.xrefs.total_revisions == known + 1
            and _nothing_else(reader, known - 1, str(name))
        ),
        certificate=one.signer_cert.sha256.hex(),
    )


def _nothing_else(reader: PdfFileReader, given: int, name: str) -> bool:
    """No more than the signature: no content, no other field, no font of the form."""
    found = DEFAULT_DIFF_POLICY.review_file(reader, reader.get_historical_resolver(given))
    if not isinstance(found, DiffResult) or found.changed_form_fields - {name}:
        return False
    allowed = found.modification_level <= ModificationLevel.FORM_FILLING
    return allowed and not form_changed(reader, given)


def _filled(reader: PdfFileReader) -> dict[str, Object]:
    """The fields that are signed, by their names."""
    return {name: field for name, value, field in enumerate_sig_fields(reader) if value}


def _field(given: PdfFileReader, slot: str) -> Object:
    found = (field.get_object() for path, _, field in enumerate_sig_fields(given) if path == slot)
    return next(found)


def _inside(field: Object, slot: Object) -> bool:
    """A field of the tool's own, in the place that is kept for the signature and on its page."""
    if "/P" not in field or field.raw_get("/P").reference != slot.raw_get("/P").reference:
        return False
    left, bottom, right, top = (float(edge) for edge in field["/Rect"])
    least_x, least_y, most_x, most_y = (float(edge) for edge in slot["/Rect"])
    across = least_x - _EDGE <= min(left, right) and max(left, right) <= most_x + _EDGE
    return across and least_y - _EDGE <= min(bottom, top) and max(bottom, top) <= most_y + _EDGE
