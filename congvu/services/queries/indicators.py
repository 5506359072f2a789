"""The indicators of QĐ 766/QĐ-TTg: which there are, how each is reckoned, what each comes to.

Points and shares that give them are those of the index's annex as the National Public Service
Portal reckons them. What rests on data that only national systems have is named with its reason,
never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from django.core.cache import cache

from congvu.directory.models import Agency
from congvu.services.providers import national
from congvu.services.queries.tallies import Period, whole
from congvu.services.types import SMALL, share_of

_FRESH = 300
_HERE = "Hồ sơ trong hệ thống thông tin giải quyết TTHC của tỉnh"
_CATALOGUE = "Danh mục thủ tục đang áp dụng trong hệ thống này"
_NATIONAL_CATALOGUE = "chỉ Cơ sở dữ liệu quốc gia về TTHC có"
_NO_POPULATION = "hệ thống này chưa nối Cơ sở dữ liệu quốc gia về dân cư"
_PETITIONS = "phản ánh, kiến nghị tiếp nhận trên Hệ thống PAKN quốc gia, không ở đây"


@dataclass(frozen=True)
class Indicator:
    """One indicator: `most` points are given from a share of `full_at` percent on, fewer below
    it in proportion. `part` and `whole` name counts of `tallies.whole`; `why_not` says why it is
    not reckoned here.
    """

    code: str
    name: str
    most: int
    how: str
    source: str = _HERE
    part: str = ""
    whole: str = ""
    full_at: int = 100
    why_not: str = ""


@dataclass(frozen=True)
class Group:
    """A group of the index and its points."""

    key: str
    name: str
    most: int
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Figure:
    """What an indicator comes to; `None` where the numbers are too small or nothing was there."""

    indicator: Indicator
    part: int | None
    whole: int | None
    share: int | None
    points: float | None

    @property
    def why_not(self) -> str:
        """Why it has no value here at all."""
        return self.indicator.why_not


@dataclass(frozen=True)
class Reckoned:
    """A group's figures: points reached, of the points that can be reached with what is known."""

    group: Group
    figures: tuple[Figure, ...]

    @property
    def points(self) -> float:
        return round(sum(one.points or 0 for one in self.figures), 2)

    @property
    def known(self) -> int:
        return sum(one.indicator.most for one in self.figures if one.points is not None)


GROUPS = (
    Group(
        "cong-khai",
        "Công khai, minh bạch",
        18,
        (
            Indicator(
                code="1.1",
                name="Thủ tục hành chính công bố đúng hạn",
                most=6,
                how="Số thủ tục công bố đúng hạn trên tổng số thủ tục đã công bố trong kỳ.",
                why_not=f"ngày của quyết định công bố {_NATIONAL_CATALOGUE}",
            ),
            Indicator(
                code="1.2",
                name="Thủ tục hành chính được cập nhật, công khai đúng hạn",
                most=4,
                how="Số thủ tục công khai đúng hạn trên tổng số phải cập nhật, công khai trong kỳ.",
                why_not=f"ngày công khai trên cơ sở dữ liệu {_NATIONAL_CATALOGUE}",
            ),
            Indicator(
                code="1.3",
                name="Thủ tục có đủ các bộ phận tạo thành",
                most=2,
                how="Số thủ tục có trình tự, thành phần hồ sơ, thời hạn, đối tượng, kết "
                "quả, căn cứ pháp lý (khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP) trên số"
                " thủ tục đang áp dụng; tính đến hiện tại.",
                source=_CATALOGUE,
                part="procedures_complete",
                whole="procedures",
            ),
            Indicator(
                code="1.4",
                name="Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia",
                most=6,
                how="Số hồ sơ mà mọi bản tin đồng bộ đã được Cổng nhận, trên số hồ sơ "
                "tiếp nhận trong kỳ. Điểm quốc gia còn đối chiếu với Hệ thống báo cáo"
                " quốc gia.",
                part="synced",
                whole="accepted",
            ),
        ),
    ),
    Group(
        "tien-do",
        "Tiến độ, kết quả giải quyết",
        20,
        (
            Indicator(
                code="2.1",
                name="Hồ sơ xử lý trước hạn, đúng hạn",
                most=20,
                how="Số hồ sơ đã xong không quá ngày hẹn trả hoặc đang trong hạn, trên số"
                " hồ sơ tiếp nhận trong kỳ. Yêu cầu bổ sung quá một lần tính là quá "
                "hạn.",
                part="in_time",
                whole="accepted",
            ),
        ),
    ),
    Group(
        "truc-tuyen",
        "Cung cấp dịch vụ công trực tuyến",
        12,
        (
            Indicator(
                code="3.1",
                name="Thủ tục cung cấp dịch vụ công trực tuyến",
                most=2,
                how="Số thủ tục nhận hồ sơ trực tuyến một phần hoặc toàn trình trên số "
                "thủ tục đang áp dụng; từ 80% được điểm tối đa.",
                source=_CATALOGUE,
                part="procedures_online",
                whole="procedures",
                full_at=80,
            ),
            Indicator(
                code="3.2",
                name="Dịch vụ công trực tuyến có phát sinh hồ sơ",
                most=4,
                how="Số thủ tục có hồ sơ nộp trực tuyến được tiếp nhận trong kỳ trên số "
                "thủ tục nhận hồ sơ trực tuyến.",
                part="filed_online_for",
                whole="procedures_online",
            ),
            Indicator(
                code="3.3",
                name="Hồ sơ nộp trực tuyến",
                most=6,
                how="Số hồ sơ nộp trực tuyến đã có kết quả điện tử trên số hồ sơ tiếp "
                "nhận trong kỳ; từ 50% được điểm tối đa. Điểm quốc gia còn nhân với "
                "tỷ lệ đồng bộ.",
                part="online_whole",
                whole="accepted",
                full_at=50,
            ),
        ),
    ),
    Group(
        "thanh-toan",
        "Thanh toán trực tuyến",
        10,
        (
            Indicator(
                code="3.5a",
                name="Thủ tục có nghĩa vụ tài chính nộp được trực tuyến",
                most=2,
                how="Số thủ tục có hồ sơ phát sinh phí, lệ phí trong kỳ trên số thủ tục "
                "có phí, lệ phí; từ 80% được điểm tối đa.",
                part="charged_for",
                whole="procedures_charged",
                full_at=80,
            ),
            Indicator(
                code="3.5b",
                name="Thủ tục có giao dịch thanh toán trực tuyến",
                most=2,
                how="Số thủ tục có hồ sơ nộp phí, lệ phí trực tuyến trong kỳ trên số thủ "
                "tục có phí, lệ phí; từ 80% được điểm tối đa.",
                part="paid_online_for",
                whole="procedures_charged",
                full_at=80,
            ),
            Indicator(
                code="3.6",
                name="Hồ sơ thanh toán trực tuyến",
                most=6,
                how="Số hồ sơ nộp phí, lệ phí qua cổng thanh toán hoặc chuyển khoản từ "
                "trang nộp phí, trên số hồ sơ phải nộp phí, lệ phí.",
                part="paid_online",
                whole="charged",
            ),
        ),
    ),
    Group(
        "so-hoa",
        "Số hóa hồ sơ",
        22,
        (
            Indicator(
                code="4.1",
                name="Hồ sơ có kết quả giải quyết điện tử",
                most=6,
                how="Số hồ sơ có tệp kết quả trên số hồ sơ đã xử lý xong.",
                part="with_result",
                whole="finished",
            ),
            Indicator(
                code="4.2",
                name="Hồ sơ thực hiện số hóa",
                most=4,
                how="Số hồ sơ có tệp của thành phần hồ sơ và tệp kết quả trên số hồ sơ đã"
                " xử lý xong.",
                part="digitised",
                whole="finished",
            ),
            Indicator(
                code="4.3",
                name="Hồ sơ sử dụng lại dữ liệu đã số hóa",
                most=2,
                how="Số hồ sơ có giấy tờ là kết quả điện tử của hồ sơ trước, trên số hồ "
                "sơ tiếp nhận trong kỳ; từ 80% được điểm tối đa.",
                part="reused",
                whole="accepted",
                full_at=80,
            ),
            Indicator(
                code="4.4",
                name="Hồ sơ số hóa có kết nối, chia sẻ để tái sử dụng",
                most=4,
                how="Số hồ sơ có giấy tờ lấy từ kho dữ liệu cá nhân của Cổng Dịch vụ công"
                " quốc gia.",
                why_not="kho dữ liệu cá nhân nằm trên Cổng Dịch vụ công quốc gia",
            ),
            Indicator(
                code="4.5a",
                name="Thủ tục kết nối, chia sẻ dữ liệu dân cư",
                most=2,
                how="Số thủ tục dùng dữ liệu dân cư trên số thủ tục có đối tượng là người dân.",
                why_not=_NO_POPULATION,
            ),
            Indicator(
                code="4.5b",
                name="Hồ sơ sử dụng dữ liệu dân cư",
                most=2,
                how="Số hồ sơ dùng dữ liệu dân cư trên tổng số hồ sơ.",
                why_not=_NO_POPULATION,
            ),
            Indicator(
                code="4.6",
                name="Cung cấp dịch vụ chứng thực bản sao điện tử",
                most=2,
                how="Đơn vị có cung cấp chứng thực bản sao điện tử từ bản chính.",
                why_not="dịch vụ này cung cấp trên Cổng Dịch vụ công quốc gia",
            ),
        ),
    ),
    Group(
        "hai-long",
        "Mức độ hài lòng",
        18,
        (
            Indicator(
                code="5.2",
                name="Phản ánh, kiến nghị xử lý đúng hạn",
                most=6,
                how="Số phản ánh, kiến nghị xử lý đúng hạn trên tổng số.",
                why_not=_PETITIONS,
            ),
            Indicator(
                code="5.3",
                name="Hài lòng trong xử lý phản ánh, kiến nghị",
                most=6,
                how="Số phản ánh, kiến nghị không bị đánh giá không hài lòng trên tổng số.",
                why_not=_PETITIONS,
            ),
            Indicator(
                code="5.4",
                name="Hài lòng trong tiếp nhận, giải quyết thủ tục",
                most=6,
                how="100% trừ tỷ lệ hồ sơ quá hạn và tỷ lệ hồ sơ bị người nộp đánh giá 1 "
                "hoặc 2 trên 5; từ 90% được điểm tối đa. Phản ánh, kiến nghị trên hệ "
                "thống quốc gia không tính ở đây.",
                part="content",
                whole="accepted",
                full_at=90,
            ),
        ),
    ),
)
_UNLINKED = "hệ thống này chưa nối với Cổng Dịch vụ công quốc gia"


def indicators(period: Period, *, agency: Agency | None = None) -> tuple[Reckoned, ...]:
    """All groups for one agency, or the province; kept for five minutes."""
    key = f"services:766:{period.year}:{period.month}:{agency.pk if agency else 0}"
    counts: dict[str, int] | None = cache.get(key)
    if counts is None:
        counts = whole(period, agency=agency)
        cache.set(key, counts, _FRESH)
    late = counts["late"] + counts["overdue_once"]
    told = {
        **counts,
        "in_time": max(0, counts["accepted"] - late),
        "content": max(0, counts["accepted"] - late - counts["discontent"]),
    }
    return tuple(
        Reckoned(group, tuple(_figure(one, told) for one in group.indicators)) for group in GROUPS
    )


def _figure(indicator: Indicator, counts: Mapping[str, int]) -> Figure:
    if indicator.code == "1.4" and not national.configured():
        missing = Indicator(indicator.code, indicator.name, indicator.most, indicator.how,
                            indicator.source, why_not=_UNLINKED)  # fmt: skip
        return Figure(missing, None, None, None, None)
    if indicator.why_not:
        return Figure(indicator, None, None, None, None)
    part, all_of = counts[indicator.part], counts[indicator.whole]
    # Procedures are public; of dossiers, few would tell of single people.
    about_procedures = indicator.whole.startswith("procedures")
    share = share_of(part, all_of, suppressed=not about_procedures)
    if not indicator.part.startswith("procedures") and counts["accepted"] < SMALL:
        share = None
    return Figure(
        indicator,
        part if share is not None else None,
        all_of if share is not None else None,
        share,
        None if share is None else _points(indicator, share),
    )


def _points(indicator: Indicator, share: int) -> float:
    return round(indicator.most * min(1.0, share / indicator.full_at), 2)


_HEADINGS = ("Mã", "Chỉ số", "Tử số", "Mẫu số", "Tỷ lệ (%)", "Điểm", "Điểm tối đa", "Cách tính",
             "Nguồn", "Không tính tại đây vì")  # fmt: skip


def as_lines(found: Iterable[Reckoned]) -> Iterator[list[object]]:
    """Headings, then a line for each indicator; what is not told is an empty cell."""
    yield list(_HEADINGS)
    for group in found:
        for one in group.figures:
            of = one.indicator
            values = [one.part, one.whole, one.share, one.points]
            told = ["" if value is None else value for value in values]
            yield [of.code, of.name, *told, of.most, of.how, of.source, of.why_not]


def as_data(found: Iterable[Reckoned]) -> list[dict[str, object]]:
    """The groups as plain data; `None` for what is not told."""
    return [
        {
            "group": one.group.name,
            "most": one.group.most,
            "points": one.points if one.known else None,
            "most_reckoned_here": one.known,
            "indicators": [
                {**asdict(each.indicator), "part": each.part, "whole": each.whole,
                 "share": each.share, "points": each.points}
                for each in one.figures
            ],
        }
        for one in found
    ]  # fmt: skip
