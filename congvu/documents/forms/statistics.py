"""Which period a table of statistics speaks of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from congvu.core import clock
from congvu.documents.queries.statistics import LONGEST, Span

PERIODS = [
    ("thang", "Tháng"),
    ("ngay", "Ngày"),
    ("tuan", "Tuần"),
    ("quy", "Quý"),
    ("nam", "Năm"),
    ("khoang", "Từ ngày đến ngày"),
]
GROUPS = {
    "don-vi": "Đơn vị",
    "nguoi": "Người",
    "thoi-gian": "Thời gian",
    "loai": "Loại văn bản",
}


class PeriodForm(forms.Form):
    """A kind of period and a day in it; or two days."""

    ky = forms.ChoiceField(label="Kỳ", choices=PERIODS, required=False)
    tu = forms.DateField(label="Từ ngày", required=False)
    den = forms.DateField(label="Đến ngày", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("tu"), data.get("den")
        if data.get("ky") == "khoang" and not self.errors:
            if not first or not last:
                self.add_error("den", "Xin ghi cả ngày đầu và ngày cuối.")
            elif last < first:
                self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
            elif (last - first).days >= LONGEST:
                self.add_error("den", "Mỗi lần xem nhiều nhất một năm.")
        return data

    def span(self) -> Span:
        """The period that was asked for; this month where the words mean none."""
        if not self.is_valid():
            return span_around("thang", clock.today())
        data = self.cleaned_data
        if data["ky"] == "khoang":
            return Span(data["tu"], data["den"])
        return span_around(data["ky"] or "thang", data["tu"] or clock.today())


def span_around(period: str, day: date) -> Span:
    """The day's week (from Monday), month, quarter or year; the day itself."""
    if period == "ngay":
        return Span(day, day)
    if period == "tuan":
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=6))
    months = {"thang": 1, "quy": 3, "nam": 12}[period]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.month + months
    after = date(first.year + (following > 12), (following - 1) % 12 + 1, 1)
    return Span(first, after - timedelta(days=1))


def title_of(period: str, span: Span) -> str:
    """The period as a report's heading has it."""
    if period == "thang":
        return f"Tháng {span.first:%m/%Y}"
    if period == "quy":
        return f"Quý {(span.first.month + 2) // 3} năm {span.first.year}"
    if period == "nam":
        return f"Năm {span.first.year}"
    if span.first == span.last:
        return f"Ngày {span.first:%d/%m/%Y}"
    return f"Từ ngày {span.first:%d/%m/%Y} đến ngày {span.last:%d/%m/%Y}"
