"""What pyHanko and asn1crypto read letter by letter, read in one go.

A signature's contents alone are some ten thousand letters, and verifying reads them a dozen times.
Each function gives what the library's own gives; where the input is not plain it is the library's
own that answers. Both libraries are pinned, and a test holds the functions against each other.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils import generic, misc, reader
from pyhanko.sign import general
from pyhanko.sign.diff_analysis.rules import form_field_rules
from pyhanko.sign.validation import generic_cms

from congvu.signing.pdf import paths, plain

_PLAIN_HEX = re.compile(rb"[0-9A-Fa-f]*\Z")
_PLAIN_NAME = re.compile(rb"[A-Za-z0-9_.+-]*\Z")
_CHUNK, _HEX_CHUNK = 64, 1 << 16
_READ, _NAMED = "_congvu_certificates", "_congvu_named"
_hex_string: Any = generic.read_hex_string_from_stream
_name: Any = generic._decode_name  # noqa: SLF001 - the library has no other place to be helped at
_until: Any = misc._read_until_class  # noqa: SLF001 - as above
_subsume: Any = reader.HistoricalResolver._subsume_object  # noqa: SLF001 - as above
_same_name: Any = x509.Name.__eq__
_hashable: Any = x509.Name.hashable
_certificates: Any = general.extract_certificate_info
_same_issuer_and_serial: Any = general.match_issuer_serial
_appearance_updates: Any = form_field_rules._allow_in_place_appearance_update  # noqa: SLF001 - as above
_load_ways: Any = reader.HistoricalResolver._load_reverse_xref_cache  # noqa: SLF001 - as above
_MOST_NAMES = 1024
_comparable: dict[bytes, str] = {}
_read: dict[bytes, x509.Certificate] = {}
_MADE_OF_OTHERS = (
    generic.DecryptedObjectProxy,
    generic.IndirectObject,
    generic.DictionaryObject,
    generic.ArrayObject,
)


def hex_string(stream: Any) -> Any:
    """A string in hexadecimal digits (ISO 32000-1, 7.3.4.3), from its `<` to its `>`."""
    begin = stream.tell()
    read = stream.read(_CHUNK)
    while (end := read.find(b">")) < 0:
        more = stream.read(_HEX_CHUNK)
        if not more:
            break
        read += more
    digits = read[1:end]
    if end < 0 or not _PLAIN_HEX.match(digits):
        stream.seek(begin)
        return _hex_string(stream)
    stream.seek(begin + end + 1)
    return generic.pdf_string(unhexlify(digits + b"0" * (len(digits) % 2)))


def until(stops: bytes, stream: Any, maxchars: int | None = None) -> tuple[bytes, bool]:
    """What stands before the first of the letters, which is read too; whether the end came."""
    if maxchars is not None:
        found: tuple[bytes, bool] = _until(stops, stream, maxchars)
        return found
    begin, read, pattern = stream.tell(), b"", _stops(stops)
    while part := stream.read(_CHUNK):
        stop = pattern.search(part)
        if stop is not None:
            stream.seek(begin + len(read) + stop.end())
            return read + part[: stop.start()], False
        read += part
    return read, True


@lru_cache(maxsize=16)
def _stops(letters: bytes) -> re.Pattern[bytes]:
    return re.compile(b"[" + re.escape(letters) + b"]")


def name(letters: bytes) -> Any:
    """A name without its slash (ISO 32000-1, 7.3.5)."""
    if _PLAIN_NAME.match(letters):
        return generic.NameObject("/" + letters.decode())
    return _name(letters)


def subsume(resolver: Any, value: Any) -> Any:
    """The value as of an earlier revision; what refers to nothing is the same in all of them."""
    return _subsume(resolver, value) if isinstance(value, _MADE_OF_OTHERS) else value


def certificates(signed: Any) -> Any:
    """The certificates of a signature, read once for all that ask and all that bring them."""
    if not hasattr(signed, _READ):
        found = _certificates(signed)
        others = [_known(one) for one in found.other_certs]
        found = replace(found, signer_cert=_known(found.signer_cert), other_certs=others)
        setattr(signed, _READ, found)
    return getattr(signed, _READ)


def certificate(der: bytes) -> x509.Certificate:
    """A trusted root, read once for all signatures of a file."""
    return _known(x509.Certificate.load(der))


def _known(found: x509.Certificate) -> x509.Certificate:
    return _read.setdefault(found.dump(), found)


def forget() -> None:
    """Certificates and names of the file before."""
    _read.clear()
    _comparable.clear()


def same_issuer_and_serial(expected: Any, certificate: Any) -> bool:
    """Whether they name the certificate: numbers first, and once for all that ask."""
    known = vars(certificate).setdefault(_NAMED, {})
    named = (type(expected), expected.contents)
    if named not in known:
        serial = certificate["tbs_certificate"]["serial_number"]
        known[named] = expected["serial_number"] == serial and _same_issuer_and_serial(
            expected, certificate
        )
    return bool(known[named])


def hashable(named: Any) -> str:
    """What names are compared by (RFC 5280, 7.1), made once for each way of writing one."""
    written = named.chosen.contents
    made = _comparable.get(written)
    if made is None:
        made = named.chosen.hashable
        if len(_comparable) >= _MOST_NAMES:
            _comparable.clear()
        _comparable[written] = made
    return made


def same_name(one: Any, other: Any) -> bool:
    """Whether two names are the same (RFC 5280, 7.1); those written alike are, if comparable."""
    if isinstance(other, x509.Name) and one.chosen.contents == other.chosen.contents:
        return bool(hashable(one) == hashable(other))
    return bool(_same_name(one, other))


def appearance_updates(
    old_field: Any, new_field: Any, old: Any, new: Any, fq_name: str
) -> Iterator[Any]:
    """The appearances that were written anew in place: pyHanko 0.38 takes any that is older
    than the revision looked at for changed, and a locked text field of an upload for broken.
    """
    last_change = old.reader.xrefs.get_last_change
    for update in _appearance_updates(old_field, new_field, old, new, fq_name):
        if last_change(update.updated_ref) > old.revision:
            yield update


def take_their_places() -> None:
    """Put the functions where the libraries look for them; again makes no difference."""
    form_field_rules._allow_in_place_appearance_update = appearance_updates  # noqa: SLF001 - as above
    generic.read_hex_string_from_stream = hex_string
    generic.read_object = plain.read_object
    generic._decode_name = name  # noqa: SLF001 - see above
    misc._read_until_class = until  # noqa: SLF001 - see above
    reader.HistoricalResolver._subsume_object = subsume  # noqa: SLF001 - see above
    general.match_issuer_serial = same_issuer_and_serial
    general.extract_certificate_info = generic_cms.extract_certificate_info = certificates
    x509.Name.hashable = property(hashable)
    x509.Name.__eq__ = same_name
    reader.HistoricalResolver._load_reverse_xref_cache = paths.load  # noqa: SLF001 - as above
    if not hasattr(x509.NameTypeAndValue._ldap_string_prep, "cache_info"):  # noqa: SLF001 - as above
        prepared = x509.NameTypeAndValue._ldap_string_prep  # noqa: SLF001 - as above
        kept = lru_cache(maxsize=1024)(lambda text: prepared(None, text))
        x509.NameTypeAndValue._ldap_string_prep = _method(kept)  # noqa: SLF001 - as above


def _method(kept: Any) -> Any:
    def prepared(_self: object, text: str) -> Any:
        return kept(text)

    prepared.cache_info = kept.cache_info  # type: ignore[attr-defined]
    return prepared
