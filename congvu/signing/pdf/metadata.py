"""What a file says of itself, title and author among it, held against what was signed.

pyHanko lets unsigned revisions replace it whole (its `DocInfoRule`, `MetadataUpdateRule`), as
programs do that note when they wrote; a title over the window is more (ISO 32000-2, 14.3).
"""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.metadata.xmp_xml import XmpXmlProcessingError, parse_xmp
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.signing.pdf.forms import MOST, same

_OF_WRITING = {"/ModDate", "/Producer", "/Trapped"}
_XMP = "http://ns.adobe.com/xap/1.0/"
_OF_WRITING_XMP = {
    (_XMP, "ModifyDate"),
    (_XMP, "MetadataDate"),
    ("http://ns.adobe.com/pdf/1.3/", "Producer"),
    (f"{_XMP}mm/", "InstanceID"),
    (f"{_XMP}mm/", "History"),
}
_LARGEST = 1024 * 1024


def metadata_changed(reader: PdfFileReader, revision: int) -> bool:
    """Whether the file names itself otherwise today than in the signed revision."""
    then = reader.get_historical_resolver(revision)
    if not same(_info(then), _info(reader), [MOST]):
        return True
    before, after = (_packet(one.root) for one in (then, reader))
    return before != after and _described(before) != _described(after)


def _info(reader: Any) -> dict[str, Any]:
    held = reader.trailer_view.get_value_as_reference("/Info", optional=True)
    if held is None:
        return {}
    info = reader.get_object(held)
    return {key: info.raw_get(key) for key in info if key not in _OF_WRITING}


def _packet(root: Any) -> bytes:
    try:
        found: bytes = root["/Metadata"].data
    except KeyError:
        return b""
    return found


def _described(packet: bytes) -> Any:
    """What a description (XMP, ISO 16684-1) says but for what every writing changes, by name;
    one that cannot be read, as it is.
    """
    if len(packet) > _LARGEST:
        return packet
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    try:
        for name, value in (pair for one in parse_xmp(BytesIO(packet)) for pair in one):
            found[str(name.ns), name.local_name].append(value)
    except (XmpXmlProcessingError, ValueError, TypeError):
        return packet
    return {name: values for name, values in found.items() if name not in _OF_WRITING_XMP}
