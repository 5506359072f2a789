"""Addresses of documents that came, and their place in the shell."""

from django.urls import URLPattern, path

from congvu.directory.models import Role
from congvu.documents.queries.lists import waiting
from congvu.documents.views import (
    incoming,
    incoming_acts,
    incoming_choices,
    incoming_extending,
    incoming_informing,
    incoming_many,
    incoming_paper,
    incoming_recalls,
    incoming_shares,
    kept_texts,
    marks,
)
from congvu.ui.navigation import Place, register

urlpatterns: list[URLPattern] = [
    path("den/", incoming.incoming_list, name="incoming_list"),
    path("den/muc/<slug:box>/", incoming.incoming_list, name="incoming_list"),
    path("den/giay/", incoming_paper.paper, name="incoming_paper"),
    path("den/giay/trung/", incoming_paper.paper_twins, name="incoming_paper_twins"),
    path("den/giay/doc/", incoming_paper.paper_read, name="incoming_paper_read"),
    path("den/tim/noi-gui/", incoming_paper.find_issuers, name="find_issuers"),
    path("den/tim/ky-hieu/", incoming_paper.find_notations, name="find_notations"),
    path("den/tim/trich-yeu/", incoming_paper.find_abstracts, name="find_abstracts"),
    path("den/nhieu/<slug:act>/", incoming_many.many, name="incoming_many"),
    path("den/tim/lanh-dao/", incoming_choices.find_leaders, name="find_leaders"),
    path("den/tim/nguoi-xu-ly/", incoming_choices.find_assignees, name="find_assignees"),
    path("den/loi-ghi-san/", kept_texts.kept_texts, name="kept_texts"),
    path("den/loi-ghi-san/<int:pk>/bo/", kept_texts.drop_kept_text, name="drop_kept_text"),
    path("den/<int:pk>/", incoming.incoming, name="incoming"),
    path("den/<int:pk>/tep/", incoming.incoming_file, name="incoming_file"),
    path("den/<int:pk>/chu-ky/", incoming.incoming_verdict, name="incoming_verdict"),
    path(
        "den/<int:pk>/tep/<int:attachment>/",
        incoming.incoming_attachment,
        name="incoming_attachment",
    ),
    path("den/<int:pk>/danh-dau/", marks.mark_incoming, name="incoming_mark"),
    path("den/<int:pk>/vao-so/", incoming_acts.register, name="incoming_register"),
    path("den/<int:pk>/tra-lai/", incoming_acts.return_to_sender, name="incoming_return"),
    path("den/<int:pk>/chuyen/", incoming_acts.pass_to, name="incoming_pass"),
    path("den/<int:pk>/phan-cong/", incoming_acts.direct, name="incoming_direct"),
    path("den/<int:pk>/luu/", incoming_acts.put_on_file, name="incoming_put_on_file"),
    path("den/<int:pk>/ket-thuc/", incoming_acts.finish, name="incoming_finish"),
    path("den/<int:pk>/tra-loi/", incoming_acts.reply, name="incoming_reply"),
    path("den/<int:pk>/tiep-nhan/", incoming_shares.begin, name="share_begin"),
    path("den/<int:pk>/giao-trong-don-vi/", incoming_shares.hand_down, name="share_hand_down"),
    path("den/<int:pk>/bao-cao/", incoming_shares.report, name="share_report"),
    path("den/<int:pk>/xin-gia-han/", incoming_extending.ask_extension, name="share_ask_extension"),
    path("den/<int:pk>/khong-thuoc-viec/", incoming_extending.pass_back, name="share_pass_back"),
    path("den/gia-han/<int:pk>/dong-y/", incoming_extending.grant, name="extension_grant"),
    path("den/gia-han/<int:pk>/tu-choi/", incoming_extending.refuse, name="extension_refuse"),
    path("den/gia-han/<int:pk>/rut/", incoming_extending.withdraw, name="extension_withdraw"),
    path("den/<int:pk>/chuyen-de-biet/", incoming_informing.inform, name="incoming_inform"),
    path("den/<int:pk>/thu-hoi/", incoming_recalls.recall, name="incoming_recall"),
    path("den/<int:pk>/dong-y-thu-hoi/", incoming_recalls.agree, name="incoming_recall_agree"),
    path("den/<int:pk>/khong-thu-hoi/", incoming_recalls.refuse, name="incoming_recall_refuse"),
    path("den/nhom/", incoming_informing.quick_groups, name="quick_groups"),
    path("den/nhom/moi/", incoming_informing.quick_group, name="quick_group_new"),
    path("den/nhom/<int:pk>/", incoming_informing.quick_group, name="quick_group"),
    path(
        "den/nhom/<int:pk>/xoa/", incoming_informing.remove_quick_group, name="quick_group_remove"
    ),
    path("den/<int:pk>/hoan-thanh/", incoming_shares.finish, name="share_finish"),
]


_READERS = (Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.SPECIALIST, Role.DESK_OFFICER)
register(
    Place(
        "Văn bản đến",
        "inbox",
        "documents:incoming_list",
        order=20,
        roles=_READERS,
        waiting=waiting,
    )
)
