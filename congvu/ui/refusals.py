"""The pages that say no: what happened, what to do, and that nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True)
class Words:
    """What a refusal says: its heading, and how the person can go on."""

    title: str
    advice: str


_WORDS = {
    400: Words(
        "Yêu cầu chưa đúng",
        "Hệ thống không hiểu được yêu cầu vừa gửi. Ông/bà quay lại trang trước và thử lại.",
    ),
    403: Words(
        "Không thuộc thẩm quyền",
        "Nếu ông/bà giữ nhiều chức vụ, hãy kiểm tra tư cách đang làm việc ở đầu trang. "
        "Nếu cần được giao việc này, ông/bà liên hệ quản trị của cơ quan.",
    ),
    404: Words(
        "Không tìm thấy",
        "Địa chỉ có thể đã thay đổi, hoặc nội dung thuộc cơ quan khác. "
        "Ông/bà có thể quay lại trang trước hoặc về trang đầu.",
    ),
    409: Words(
        "Chưa thực hiện được",
        "Không có gì bị mất hay thay đổi. Ông/bà quay lại trang trước để xem tình trạng mới nhất.",
    ),
    500: Words(
        "Hệ thống gặp lỗi",
        "Lỗi đã được ghi lại để khắc phục. Việc vừa làm chưa được thực hiện; nội dung đang nhập dở "
        "còn trong trình duyệt và sẽ được đề nghị khôi phục khi ông/bà mở lại trang.",
    ),
}
CSRF = Words(
    "Phiên làm việc trên trang này đã cũ",
    "Nội dung ông/bà đã nhập không mất. Hãy bấm “Quay lại trang trước”, tải lại trang (phím F5), "
    "chọn “Khôi phục nội dung đang nhập dở” rồi gửi lại.",
)


def answer(
    request: HttpRequest,
    *,
    status: int,
    sentence: str = "",
    words: Words | None = None,
    guide: str = "",
) -> HttpResponse:
    """The refusal as a page; as a toast for a request that htmx made (`HX-Request`)."""
    said = words or _WORDS.get(status, _WORDS[409])
    inside = getattr(request, "actor", None) is not None
    context = {
        "words": said,
        "sentence": sentence or said.advice,
        "status": status,
        "guide": guide,
        "back": _back(request),
        "shell": "ui/shell.html" if inside else "ui/page.html",
    }
    if request.headers.get("HX-Request"):
        response = HttpResponse(
            render_to_string("ui/parts/toast_refused.html", context, request), status=status
        )
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
        return response
    return HttpResponse(render_to_string("ui/refused.html", context, request), status=status)


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that was ours and another page; else the first page."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if ours and came_from != request.build_absolute_uri() else "/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """`handler400`."""
    return answer(request, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """`handler403`."""
    return answer(request, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """`handler404`."""
    return answer(request, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """`handler500`; drawn as a public page, for who asks may be what failed."""
    request.actor = None  # type: ignore[attr-defined]
    return answer(request, status=500)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    """`CSRF_FAILURE_VIEW`: most often a page left open over a sign-in."""
    return answer(request, status=403, words=CSRF)
