"""CAMT.053, the statement of ISO 20022, in whichever of its versions."""

from __future__ import annotations

from lxml import etree

from congvu.payments.statements.movements import (
    MOST,
    Movement,
    Read,
    Unreadable,
    amount_of,
    day_of,
)


def read_camt(content: bytes) -> Read:
    """Its booked entries. Nothing outside the file is ever fetched, no entity is expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as broken:
        raise Unreadable("Tệp XML bị hỏng.") from broken
    if b"<!DOCTYPE" in content[:2000]:
        raise Unreadable("Tệp XML có khai báo kiểu (DOCTYPE) nên không được nhận.")
    entries = [one for one in root.iter("{*}Ntry") if isinstance(one.tag, str)]
    if etree.QName(root).localname != "Document" or not list(root.iter("{*}BkToCstmrStmt")):
        raise Unreadable("Tệp XML không phải sao kê CAMT.053.")
    if len(entries) > MOST:
        raise Unreadable(f"Sao kê dài quá {MOST} dòng; xin chia thành nhiều tệp.")
    named = root.iterfind(".//{*}Stmt/{*}Acct/{*}Id//{*}*")
    head = " ".join(str(one.text or "") for one in named)
    return Read("camt.053", [_movement(place, one) for place, one in enumerate(entries, 1)], head)


def _movement(place: int, entry: etree._Element) -> Movement:
    amount = amount_of(_text(entry, "Amt"))
    sign = {"CRDT": 1, "DBIT": -1}.get(_text(entry, "CdtDbtInd"), 0)
    on = day_of(_text(entry, "BookgDt/{*}Dt") or _text(entry, "BookgDt/{*}DtTm"))
    currency = entry.find("{*}Amt")
    error = ""
    if currency is not None and currency.get("Ccy", "VND") != "VND":
        error = f"Tiền tệ {currency.get('Ccy')} không phải đồng"
    elif on is None:
        error = "Thiếu ngày ghi sổ"
    elif amount is None or sign == 0:
        error = "Số tiền hoặc chiều tiền không đọc được"
    purpose = " ".join(str(one.text or "") for one in entry.iter("{*}Ustrd"))
    purpose = purpose or _text(entry, "AddtlNtryInf")
    number = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    return Movement(
        place, on, None if amount is None else sign * amount, purpose.strip()[:500],
        number[:60], error,
    )  # fmt: skip


def _text(entry: etree._Element, path: str) -> str:
    found = entry.find("{*}" + path)
    return (found.text or "").strip() if found is not None else ""
