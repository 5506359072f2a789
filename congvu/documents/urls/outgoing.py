"""Addresses of documents on their way out, and their place in the shell."""

from django.urls import URLPattern, path

from congvu.directory.models import Role
from congvu.documents.queries.outgoing_lists import waiting
from congvu.documents.views import (
    batches,
    copies,
    holding,
    marks,
    outgoing,
    outgoing_acts,
    outgoing_comparing,
    outgoing_drafting,
    outgoing_following,
    outgoing_issuing,
    outgoing_lasting,
    outgoing_opinions,
    outgoing_sealing,
    outgoing_token,
    printing,
    remarks,
    templates,
)
from congvu.ui.navigation import Place, register

urlpatterns: list[URLPattern] = [
    path("di/", outgoing.outgoing_list, name="outgoing_list"),
    path("di/muc/<slug:box>/", outgoing.outgoing_list, name="outgoing_list"),
    path("di/nhieu/<slug:act>/", batches.many, name="outgoing_many"),
    path("di/lo/<uuid:key>/", batches.batch, name="batch"),
    path("di/lo/<uuid:key>/tien-do/", batches.batch_progress, name="batch_progress"),
    path("di/<int:pk>/trang/", batches.sheet, name="outgoing_sheet"),
    path("di/moi/", outgoing_drafting.draft_new, name="draft_new"),
    path("di/nhom-noi-nhan/", outgoing_issuing.group_list, name="groups"),
    path("di/nhom-noi-nhan/moi/", outgoing_issuing.group, name="group_new"),
    path("di/nhom-noi-nhan/<int:pk>/", outgoing_issuing.group, name="group"),
    path("di/nhom-noi-nhan/<int:pk>/xoa/", outgoing_issuing.remove_group, name="group_remove"),
    path("ban-sao/", copies.copy_list, name="copies"),
    path("ban-sao/<int:pk>/tep/", copies.copy_file, name="copy_file"),
    path("ban-sao/<int:pk>/gui/", copies.copy_send, name="copy_send"),
    path("di/<int:pk>/sao/", copies.copy_outgoing, name="copy_outgoing"),
    path("den/<int:pk>/sao/", copies.copy_incoming, name="copy_incoming"),
    path("doi-chieu/<slug:token>/", printing.check_print, name="check_print"),
    path("di/<int:pk>/ban-in/", printing.print_paper, name="outgoing_print"),
    path("di/<int:pk>/ban-in/tep/", printing.print_file, name="outgoing_print_file"),
    path("di/<int:pk>/nhan-xet/", remarks.pin_remark, name="remark_pin"),
    path("di/nhan-xet/<int:pk>/tra-loi/", remarks.answer_remark, name="remark_answer"),
    path("di/nhan-xet/<int:pk>/xong/", remarks.settle_remark, name="remark_settle"),
    path("di/lay-so-truoc/", holding.held_numbers, name="held_numbers"),
    path("di/lay-so-truoc/moi/", holding.hold_number, name="hold_number"),
    path("di/mau/", templates.template_list, name="templates"),
    path("di/mau/<int:pk>/", templates.rename_template, name="template_rename"),
    path("di/mau/<int:pk>/bo/", templates.drop_template, name="template_drop"),
    path("di/<int:pk>/luu-mau/", templates.keep_template, name="template_keep"),
    path("di/dinh-kem/<int:pk>/", outgoing.outgoing_attachment, name="outgoing_attachment"),
    path("di/dinh-kem/<int:pk>/bo/", outgoing_drafting.detach, name="outgoing_detach"),
    path("di/<int:pk>/", outgoing.outgoing, name="outgoing"),
    path("di/<int:pk>/danh-dau/", marks.mark_outgoing, name="outgoing_mark"),
    path("di/<int:pk>/tep/", outgoing.outgoing_file, name="outgoing_file"),
    path("di/<int:pk>/ban-luu/", outgoing_lasting.outgoing_lasting, name="outgoing_lasting"),
    path(
        "di/<int:pk>/ban-luu/tep/",
        outgoing_lasting.outgoing_lasting_file,
        name="outgoing_lasting_file",
    ),
    path("di/<int:pk>/ban/<int:number>/", outgoing.outgoing_version, name="outgoing_version"),
    path("di/<int:pk>/so-sanh/", outgoing_comparing.compare_versions, name="outgoing_compare"),
    path("di/<int:pk>/anh/<int:file>/", outgoing.outgoing_picture, name="outgoing_picture"),
    path("di/<int:pk>/bang-noi-nhan/", outgoing.board, name="outgoing_board"),
    path("di/<int:pk>/soan/", outgoing_drafting.draft_edit, name="draft_edit"),
    path("di/<int:pk>/tu-luu/", outgoing_drafting.draft_autosave, name="draft_autosave"),
    path("di/<int:pk>/xem-truoc/", outgoing_drafting.draft_preview, name="draft_preview"),
    path("di/<int:pk>/dinh-kem/", outgoing_drafting.attach, name="outgoing_attach"),
    path("di/<int:pk>/trinh/", outgoing_acts.submit, name="outgoing_submit"),
    path("di/<int:pk>/trinh-tiep/", outgoing_acts.pass_on, name="outgoing_pass_on"),
    path("di/<int:pk>/tra-lai/", outgoing_acts.send_back, name="outgoing_send_back"),
    path(
        "di/<int:pk>/tra-lai-chinh-sua/",
        outgoing_acts.send_back_signed,
        name="outgoing_send_back_signed",
    ),
    path("di/<int:pk>/rut-lai/", outgoing_acts.withdraw, name="outgoing_withdraw"),
    path("di/<int:pk>/huy/", outgoing_acts.cancel, name="outgoing_cancel"),
    path("di/<int:pk>/xin-y-kien/", outgoing_opinions.ask_opinions, name="outgoing_ask"),
    path("di/<int:pk>/cho-y-kien/", outgoing_opinions.opinion, name="outgoing_opinion"),
    path(
        "di/<int:pk>/chuyen-y-kien/", outgoing_opinions.pass_opinion, name="outgoing_pass_opinion"
    ),
    path("di/<int:pk>/y-kien/", outgoing_opinions.opinion_table, name="outgoing_opinions"),
    path("di/y-kien/<int:pk>/tep/", outgoing_opinions.opinion_file, name="opinion_file"),
    path("di/<int:pk>/ky-so/", outgoing_acts.sign, name="outgoing_sign"),
    path("di/<int:pk>/ky-so/token/", outgoing_token.token, name="outgoing_token"),
    path("di/<int:pk>/ky-so/token/huy/", outgoing_token.cancel, name="outgoing_token_cancel"),
    path(
        "di/token/<slug:token>/van-ban.pdf", outgoing_token.token_file, name="outgoing_token_file"
    ),
    path("di/token/<slug:token>/", outgoing_token.token_taken, name="outgoing_token_taken"),
    path("di/<int:pk>/phat-hanh/", outgoing_issuing.issue, name="outgoing_issue"),
    path("di/<int:pk>/phat-hanh/token/", outgoing_sealing.seal, name="outgoing_seal"),
    path("di/<int:pk>/phat-hanh/token/huy/", outgoing_sealing.cancel, name="outgoing_seal_cancel"),
    path(
        "di/<int:pk>/phat-hanh/xem-truoc/",
        outgoing_issuing.issue_preview,
        name="outgoing_issue_preview",
    ),
    path(
        "di/<int:pk>/quyet-dinh-thu-hoi/",
        outgoing_following.decide_recall,
        name="outgoing_decide_recall",
    ),
    path("di/<int:pk>/thu-hoi/", outgoing_following.recall, name="outgoing_recall"),
    path("di/<int:pk>/thay-the/", outgoing_following.replace, name="outgoing_replace"),
    path("di/<int:pk>/dinh-chinh/", outgoing_following.correct, name="outgoing_correct"),
    path("di/<int:pk>/noi-nhan-ngoai/", outgoing_issuing.other_receivers, name="other_receivers"),
    path("di/<int:pk>/nhac/", outgoing_issuing.remind, name="outgoing_remind"),
]


_USERS = (Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.SPECIALIST, Role.DESK_OFFICER)
register(
    Place(
        "Văn bản đi",
        "outbox",
        "documents:outgoing_list",
        order=21,
        roles=_USERS,
        waiting=waiting,
    )
)
