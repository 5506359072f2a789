"""The way through a draft, page by page: for a citizen, and at the desk for one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from congvu.core.refused import NotFound
from congvu.services.definitions import Content, Page, PaperNeeded
from congvu.services.models import Draft
from congvu.services.queries.versions import content_of

PAPERS, DELIVERY, REVIEW, APPLICANT = "giay-to", "nhan-ket-qua", "kiem-tra", "nguoi-nop"


def wanted(request: HttpRequest) -> str:
    """Where one was going, if that is ours; else one's own dossiers."""
    given = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if ours and given.startswith("/dich-vu-cong/") else reverse("services:mine")


@dataclass(frozen=True)
class Stage:
    """A stop on the way with its address."""

    key: str
    title: str
    url: str
    done: bool = False


@dataclass
class Way:
    """A draft with its stops; `prefix` begins the names of its addresses."""

    draft: Draft
    prefix: str

    @cached_property
    def content(self) -> Content:
        return content_of(self.draft.definition)

    @property
    def desk(self) -> bool:
        return self.prefix == "desk"

    def url(self, name: str, *args: object) -> str:
        return reverse(f"services:{self.prefix}_{name}", args=[self.draft.token, *args])

    @property
    def papers(self) -> list[PaperNeeded]:
        return self.content.asked_papers(self.draft.answers)

    def page(self, code: str) -> Page:
        """A page that these answers lead through; `NotFound` for any other."""
        for page in self.content.asked_pages(self.draft.answers):
            if page.code == code:
                return page
        raise NotFound

    @cached_property
    def stages(self) -> list[Stage]:
        done = set(self.draft.done)
        found = [
            Stage(one.code, one.title, self.url("page", one.code), done=one.code in done)
            for one in self.content.asked_pages(self.draft.answers)
        ]
        if self.desk:
            held = bool(self.draft.contact)
            found.insert(0, Stage(APPLICANT, "Người nộp", self.url("applicant"), done=held))
        if self.papers:
            given = {one.code for one in self.draft.papers.all()}
            whole = all(one.code in given for one in self.papers if one.required)
            found.append(Stage(PAPERS, "Giấy tờ", self.url("papers"), done=whole))
        found.append(Stage(DELIVERY, "Nhận kết quả", self.url("delivery"), done=DELIVERY in done))
        return [*found, Stage(REVIEW, "Kiểm tra và nộp", self.url("review"))]

    def after(self, key: str) -> str:
        """Where the way goes on."""
        keys = [one.key for one in self.stages]
        place = keys.index(key) if key in keys else -1
        return self.stages[min(place + 1, len(keys) - 1)].url

    def resume(self) -> str:
        """The first stop that is not done."""
        return next((one.url for one in self.stages if not one.done), self.stages[-1].url)

    def before(self, key: str) -> str:
        keys = [one.key for one in self.stages]
        place = keys.index(key) if key in keys else 0
        return self.stages[place - 1].url if place > 0 else ""

    def context(self, key: str) -> dict[str, Any]:
        """What every page of the way shows."""
        keys = [one.key for one in self.stages]
        return {
            "way": self,
            "draft": self.draft,
            "procedure": self.draft.definition.procedure,
            "steps": [one.title for one in self.stages],
            "current": keys.index(key) + 1,
            "back": self.before(key),
            "desk": self.desk,
            "shell": "ui/shell.html" if self.desk else "services/shell.html",
        }
