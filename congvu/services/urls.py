"""Addresses of public services, and their places in the shell."""

from django.urls import path

from congvu.directory.models import Role
from congvu.services.queries.boxes import waiting
from congvu.services.views import (
    api,
    checking,
    desk,
    desk_acts,
    desk_filing,
    draft_of_citizen,
    entering,
    figures,
    keeping,
    mending,
    mine,
    proving,
    public,
    writing,
)
from congvu.ui.navigation import Place, register

app_name = "services"
_DRAFT, _DESK = "dich-vu-cong/ho-so-nhap/<uuid:token>/", "mot-cua/nop-ho/<uuid:token>/"
_FIGURES = "dich-vu-cong/so-lieu/<str:code>"
_OWN, _ONE = "dich-vu-cong/ho-so/<str:reference>/", "mot-cua/ho-so/<int:pk>/"
_KEPT = "quan-tri/thu-tuc/<str:code>/"
_VERSION = f"{_KEPT}phien-ban/<int:number>/"

urlpatterns = [
    path("dich-vu-cong/", public.catalogue, name="catalogue"),
    path("dich-vu-cong/thu-tuc/<str:code>/", public.procedure, name="procedure"),
    path("dich-vu-cong/thu-tuc/<str:code>/bieu-mau.json", public.schema, name="schema_file"),
    path("dich-vu-cong/thu-tuc/<str:code>/nop/", draft_of_citizen.begin, name="begin"),
    path("dich-vu-cong/tra-cuu/", public.follow, name="follow"),
    path("dich-vu-cong/ket-qua/<slug:code>/", checking.check_result, name="check_result"),
    path("dich-vu-cong/so-lieu/", figures.figures, name="figures"),
    path("dich-vu-cong/so-lieu.csv", figures.figures_sheet, name="figures_sheet"),
    path("dich-vu-cong/so-lieu.json", figures.figures_file, name="figures_file"),
    path(f"{_FIGURES}.csv", figures.figures_of_sheet, name="figures_of_sheet"),
    path(f"{_FIGURES}.json", figures.figures_of_file, name="figures_of_file"),
    path(f"{_FIGURES}/", figures.figures_of, name="figures_of"),
    path("dich-vu-cong/api/ho-so", api.api_file, name="api_file"),
    path("dich-vu-cong/api/ho-so/<str:reference>", api.api_state_file, name="api_state_file"),
    path("dich-vu-cong/dang-nhap/", entering.enter, name="enter"),
    path("dich-vu-cong/dang-nhap/ma/", entering.enter_code, name="enter_code"),
    path("dich-vu-cong/dang-nhap/dinh-danh/", proving.openid, name="openid"),
    path("dich-vu-cong/dang-nhap/dinh-danh/tra-ve/", proving.openid_back, name="openid_back"),
    path("dich-vu-cong/dang-xuat/", entering.leave, name="leave"),
    path("dich-vu-cong/cua-toi/", mine.mine, name="mine"),
    path("dich-vu-cong/cua-toi/giay-to/", mine.papers, name="papers"),
    path("dich-vu-cong/cua-toi/thong-tin/", entering.about, name="about"),
    path(_DRAFT, draft_of_citizen.resume, name="draft"),
    path(f"{_DRAFT}trang/<str:page>/", draft_of_citizen.page, name="draft_page"),
    path(f"{_DRAFT}giay-to/", draft_of_citizen.papers, name="draft_papers"),
    path(f"{_DRAFT}tep/<int:pk>/", draft_of_citizen.paper_file, name="draft_paper_file"),
    path(f"{_DRAFT}tep/<int:pk>/bo/", draft_of_citizen.drop_file, name="draft_drop_file"),
    path(f"{_DRAFT}nhan-ket-qua/", draft_of_citizen.delivery, name="draft_delivery"),
    path(f"{_DRAFT}kiem-tra/", draft_of_citizen.review, name="draft_review"),
    path(f"{_DRAFT}to-khai/", draft_of_citizen.declaration_pdf, name="draft_declaration_pdf"),
    path(f"{_DRAFT}xoa/", draft_of_citizen.drop, name="draft_drop"),
    path(_OWN, mine.own, name="own"),
    path(f"{_OWN}bo-sung/", mending.mend, name="mend"),
    path(f"{_OWN}rut/", mine.withdraw, name="withdraw"),
    path(f"{_OWN}danh-gia/", mine.rate, name="rate"),
    path(f"{_OWN}ket-qua/<int:pk>/", checking.own_result_slip_pdf, name="own_result_slip_pdf"),
    path(f"{_OWN}phieu/<uuid:token>/", mine.slip, name="own_slip_pdf"),
    path(f"{_OWN}tep/<str:kind>/<int:pk>/", mine.file, name="own_file"),
    path("mot-cua/", desk.queue, name="queue"),
    path("mot-cua/danh-sach/<str:box>/", desk.queue, name="box"),
    path("mot-cua/so-theo-doi/", desk.register_pdf, name="register_pdf"),
    path("mot-cua/y-kien/<int:pk>/", desk_acts.opinion, name="opinion"),
    path("mot-cua/nop-ho/", desk_filing.choose, name="desk_choose"),
    path("mot-cua/nop-ho/thu-tuc/<str:code>/", desk_filing.begin, name="desk_begin"),
    path(_DESK, desk_filing.resume, name="desk"),
    path(f"{_DESK}xoa/", desk_filing.drop, name="desk_drop"),
    path(f"{_DESK}nguoi-nop/", desk_filing.applicant, name="desk_applicant"),
    path(f"{_DESK}trang/<str:page>/", desk_filing.page, name="desk_page"),
    path(f"{_DESK}giay-to/", desk_filing.papers, name="desk_papers"),
    path(f"{_DESK}tep/<int:pk>/", desk_filing.paper_file, name="desk_paper_file"),
    path(f"{_DESK}tep/<int:pk>/bo/", desk_filing.drop_file, name="desk_drop_file"),
    path(f"{_DESK}nhan-ket-qua/", desk_filing.delivery, name="desk_delivery"),
    path(f"{_DESK}kiem-tra/", desk_filing.review, name="desk_review"),
    path(f"{_DESK}to-khai/", desk_filing.declaration_pdf, name="desk_declaration_pdf"),
    path(_ONE, desk.dossier, name="dossier"),
    path(f"{_ONE}tiep-nhan/", desk_acts.accept, name="accept"),
    path(f"{_ONE}tu-choi/", desk_acts.refuse, name="refuse"),
    path(f"{_ONE}bo-sung/", desk_acts.ask_supplement, name="ask_supplement"),
    path(f"{_ONE}tra-ket-qua/", desk_acts.give_back, name="give_back"),
    path(f"{_ONE}nhan-xu-ly/", desk_acts.take, name="take"),
    path(f"{_ONE}chuyen/", desk_acts.move_on, name="move_on"),
    path(f"{_ONE}giao/", desk_acts.hand_to, name="hand_to"),
    path(f"{_ONE}xin-loi/", desk_acts.apologise, name="apologise"),
    path(f"{_ONE}dung/", desk_acts.stop, name="stop"),
    path(f"{_ONE}ket-qua/", desk_acts.attach_result, name="attach_result"),
    path(f"{_ONE}ket-qua/<int:result>/thu-hoi/", desk_acts.revoke_result, name="revoke_result"),
    path(f"{_ONE}soan-ket-qua/", desk_acts.draft_result, name="draft_result"),
    path(f"{_ONE}buu-chinh/", desk_acts.post_order, name="post_order"),
    path(f"{_ONE}buu-chinh/<int:order_pk>/nhan/", desk.post_label_pdf, name="post_label_pdf"),
    path(f"{_ONE}ket-qua/<int:result_pk>/phieu/", checking.result_slip_pdf, name="result_slip_pdf"),
    path(f"{_ONE}phieu/<uuid:token>/", desk.slip, name="slip_pdf"),
    path(f"{_ONE}kiem-soat/", desk.control_pdf, name="control_pdf"),
    path(f"{_ONE}tep/<str:kind>/<int:file_pk>/", desk.file, name="dossier_file"),
    path("quan-tri/thu-tuc/", keeping.procedures, name="procedures"),
    path("quan-tri/thu-tuc/tai-ve/", keeping.procedures_file, name="procedures_file"),
    path("quan-tri/thu-tuc/them/", keeping.new_procedure, name="new_procedure"),
    path("quan-tri/thu-tuc/nhap/", keeping.take_in, name="import_procedures"),
    path("quan-tri/cong-nop-ho-so/", keeping.portals_list, name="portals"),
    path("quan-tri/cong-nop-ho-so/<int:pk>/ngung/", keeping.end_portal, name="end_portal"),
    path(_KEPT, keeping.versions, name="versions"),
    path(f"{_KEPT}thong-tin/", keeping.facts, name="procedure_facts"),
    path(f"{_KEPT}moi/", keeping.new_version, name="new_version"),
    path(f"{_VERSION}", keeping.version, name="version"),
    path(f"{_VERSION}van-ban/", writing.text, name="version_text"),
    path(f"{_VERSION}phan/<str:where>/", writing.part, name="part"),
    path(f"{_VERSION}doi/", writing.change, name="change_part"),
    path(f"{_VERSION}cong-bo/", keeping.publish, name="publish"),
    path(f"{_VERSION}thoi/", keeping.withdraw_version, name="withdraw_version"),
    path(f"{_VERSION}chay-thu/", keeping.simulate, name="simulate"),
    path(f"{_VERSION}tai/", keeping.version_file, name="version_file"),
    path(f"{_KEPT}so-sanh/<int:before>/<int:after>/", keeping.compare, name="compare_versions"),
    path(f"{_KEPT}chuyen/<int:before>/<int:after>/", keeping.move_dossiers, name="move_dossiers"),
]

_WORKERS = (Role.DESK_OFFICER, Role.SPECIALIST, Role.UNIT_HEAD, Role.LEADER, Role.CLERK)
register(
    Place(
        "Một cửa", "stamp", "services:queue", roles=_WORKERS, order=27, under="/mot-cua/",
        waiting=waiting,
    )
)  # fmt: skip
register(
    Place(
        "Thủ tục hành chính",
        "book",
        "services:procedures",
        roles=(Role.PROVINCE_ADMINISTRATOR,),
        order=92,
    )
)
