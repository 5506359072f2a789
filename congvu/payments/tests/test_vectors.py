"""What others have published: VNPay's sample, NAPAS's codes; and references that notice slips."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from congvu.core.money import dong, in_words
from congvu.payments.codes import check_digits, is_reference, new_reference, references_in
from congvu.payments.providers import vietqr, vnpay

OFFICIAL = (
    "vnp_Amount=1806000&vnp_Command=pay&vnp_CreateDate=20210801153333&vnp_CurrCode=VND"
    "&vnp_IpAddr=127.0.0.1&vnp_Locale=vn&vnp_OrderInfo=Thanh+toan+don+hang+%3A5&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fdomainmerchant.vn%2FReturnUrl&vnp_TmnCode=DEMOV210&vnp_TxnRef=5"
    "&vnp_Version=2.1.0"
)
# By `openssl dgst -sha512 -hmac RAOEXHYVSDDIIENYWSLDIIZTANXUXZFJ` over the official string.
BY_OPENSSL = (
    "d0058b07898b38ab1771b0a443387f017fcfdb859c53c3fb9afa3e69c4c636d9"
    "0cddfac399120776d67115299676465a58157e17d4972b25ff4a53ba73009b62"
)
NAPAS = [
    (
        {"account": "9704031101234567", "service": vietqr.TO_CARD},
        (
            "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN"
            "63044F52"
        ),
    ),
    (
        {
            "account": "0011012345678",
            "amount": 180_000,
            "bill": "NPS6869",
            "purpose": "thanh toan don hang",
        },
        (
            "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005"
            "802VN62340107NPS68690819thanh toan don hang63042E2E"
        ),
    ),
    (
        {
            "account": "9704031101234567",
            "service": vietqr.TO_CARD,
            "amount": 180_000,
            "bill": "NPS6869",
            "purpose": "thanh toan đơn hàng",
        },
        (
            "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC5303704540618000"
            "05802VN62340107NPS68690819thanh toan don hang6304A203"
        ),
    ),
]


def test_vnpay_signs_what_its_own_sample_shows() -> None:
    fields = dict(parse_qsl(OFFICIAL))
    shuffled = dict(sorted(fields.items(), reverse=True)) | {"vnp_BankCode": ""}
    assert vnpay.canonical(shuffled) == OFFICIAL
    query = vnpay.signed(shuffled, "RAOEXHYVSDDIIENYWSLDIIZTANXUXZFJ")
    assert query == f"{OFFICIAL}&vnp_SecureHash={BY_OPENSSL}"
    assert vnpay.genuine(vnpay.fields_of(query) or {}, "RAOEXHYVSDDIIENYWSLDIIZTANXUXZFJ")


@pytest.mark.parametrize(("parts", "whole"), NAPAS)
def test_a_code_is_as_napas_has_it(parts: dict[str, object], whole: str) -> None:
    assert vietqr.code_text(bin="970403", **parts) == whole  # type: ignore[arg-type]


def test_the_checksum_of_napas_s_first_code() -> None:
    """It says 12 for an account of 13 digits, as published: only its checksum can be held to."""
    text = (
        "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304"
    )
    assert f"{vietqr.crc(text):04X}" == "F4E5"


def test_a_published_code_of_another_bank() -> None:
    standard = (
        "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA530370454061500005802"
        "VN62220818H56 01 260901 00016304"
    )
    same = vietqr.code_text(
        bin="970436", account="1234567890", amount=150_000, purpose="H56 01 260901 0001"
    )
    assert same == f"{standard}DB22"
    assert vietqr.crc("123456789") == 0x29B1


def test_a_part_that_a_bank_cannot_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        vietqr.code_text(bin="970436", account="1", purpose="x" * 100)


def test_every_slip_in_a_reference_is_noticed() -> None:
    reference = new_reference()
    assert is_reference(reference)
    digits = reference[2:]
    for place, digit in enumerate(digits):
        for other in set("0123456789") - {digit}:
            assert not is_reference(f"CV{digits[:place]}{other}{digits[place + 1 :]}")
    exchanged = {f"{digits[:n]}{digits[n + 1]}{digits[n]}{digits[n + 2 :]}" for n in range(11)}
    assert not [one for one in exchanged - {digits} if is_reference(f"CV{one}")]


@pytest.mark.parametrize(
    "purpose",
    [
        "CV1234567890{}",
        "cv 1234567890 {} chuyen tien",
        "MBVCB.123.CV1234567890{}.CT tu 0123 toi 1012",
        "NOP-PHI CV.1234.5678.90.{}",
    ],
)
def test_a_reference_is_found_in_what_banks_make_of_it(purpose: str) -> None:
    check = check_digits("1234567890")
    assert references_in(purpose.format(check)) == [f"CV1234567890{check}"]


def test_no_reference_is_read_into_other_numbers() -> None:
    assert references_in("CV123456789012 hoa don 99") == []


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (250_000, "Hai trăm năm mươi nghìn đồng"),
        (1_005_015, "Một triệu không trăm lẻ năm nghìn không trăm mười lăm đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
    ],
)
def test_amounts_are_written_out(amount: int, words: str) -> None:
    assert in_words(amount) == words
    assert dong(1_250_000) == "1.250.000 đồng"
