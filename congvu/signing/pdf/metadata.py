"""What a file says of itself, title and author among it, held against what was signed.

pyHanko lets unsigned revisions replace it whole (its `DocInfoRule`, `MetadataUpdateRule`), as
programs do that note when they wrote; a title over the window is more (ISO 32000-2, 14.3).
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.signing.pdf.forms import MOST, same

_OF_WRITING = {"/ModDate", "/Producer", "/Trapped"}
_XMP = "http://ns.adobe.com/xap/1.0/"
_MM = "http://ns.adobe.com/xap/1.0/mm/"
_OF_WRITING_XMP = {
    f"{{{_XMP}}}ModifyDate",
    f"{{{_XMP}}}MetadataDate",
    "{http://ns.adobe.com/pdf/1.3/}Producer",
    f"{{{_MM}}}InstanceID",
    f"{{{_MM}}}History",
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


def _described(packet: bytes) -> bytes:
    """A description (XMP, ISO 16684-1) without what every writing changes; else as it is."""
    if len(packet) > _LARGEST:
        return packet
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        tree = etree.fromstring(packet, parser)
    except etree.XMLSyntaxError:
        return packet
    for one in tree.iter("*"):
        for name in _OF_WRITING_XMP & {*one.attrib}:
            del one.attrib[name]
        for child in [child for child in one if child.tag in _OF_WRITING_XMP]:
            one.remove(child)
    written: bytes = etree.tostring(tree, method="c14n", with_comments=False)
    return written
