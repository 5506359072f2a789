"""Public services in the demo: procedures from files, dossiers at every stage."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from congvu.core import clock
from congvu.demo.agencies import Province, read
from congvu.demo.people import Cast
from congvu.directory.models import Agency, Appointment
from congvu.files.actions import keep
from congvu.services.actions import answering, catalogue, handling, intake
from congvu.services.actions.filing import file
from congvu.services.actions.slips import control
from congvu.services.deadlines import open_from
from congvu.services.definitions import Known, check
from congvu.services.models import Citizen, Definition, Dossier, Field, Procedure
from congvu.services.printing import pdf_of
from congvu.services.printing.declaration import content_of_submission
from congvu.services.queries.places import place_of
from congvu.services.queries.versions import content_of
from congvu.services.types import Contact, Item, Onward, Submission

_FOLDER = Path(__file__).parent / "data" / "services"
CITIZEN = "0905000111"
"""Who may be tried: a citizen of the demo, whose codes the pages show."""


def fill_services(province: Province, cast: Cast) -> None:
    """The catalogue, three citizens, and dossiers on their way."""
    for place, (code, name) in enumerate(read("services/fields.json")):
        Field.objects.create(code=code, name=name, position=place)
    for path in sorted(_FOLDER.glob("*.json")):
        if path.name != "fields.json":
            data = read(f"services/{path.name}")
            catalogue.take_in(Procedure(), actor=None, data=data)
    _Filing(province, cast).run()


_PEOPLE = (
    (CITIZEN, "Nguyễn Thị Thu Hà", "049185001234"),
    ("0905000222", "Trần Văn Bình", "049080004321"),
    ("0905000333", "Lê Hoàng Nam", "049092007777"),
)


class _Filing:
    """Files dossiers of one commune, one district and one department, some days ago."""

    def __init__(self, province: Province, cast: Cast) -> None:
        self.cast = cast
        self.commune = province.communes["Nam Trà My"][0]
        self.district = province.districts["Nam Trà My"]
        self.department = province.departments["STP"]
        self.place = self.commune.code
        self.citizens = [
            Citizen.objects.create(
                phone=phone, name=name, identity=identity, place=self.place, detail="Thôn 2",
                address=f"Thôn 2, {place_of(self.place)}", demo=True,
            )
            for phone, name, identity in _PEOPLE
        ]  # fmt: skip

    def run(self) -> None:
        for number, (name, days, stage) in enumerate(self._script()):
            moment = open_from(clock.now() - timedelta(days=days))
            with clock.fixed(min(moment, clock.now())):
                dossier = self._file(name, self.citizens[number % len(self.citizens)])
            self._bring(dossier, stage, moment)

    def _script(self) -> Iterator[tuple[str, int, str]]:
        """What is filed, how many days ago, and how far it has come."""
        yield "khai-sinh", 12, "returned"
        yield "hon-nhan", 10, "done"
        yield "khai-sinh", 3, "progress"
        yield "ho-kinh-doanh", 2, "accepted"
        yield "ly-lich-tu-phap", 5, "progress"
        yield "hon-nhan", 1, "supplement"
        for name in ("khai-sinh", "khai-tu", "ho-kinh-doanh", "ly-lich-tu-phap"):
            yield name, 0, "filed"

    def _file(self, name: str, citizen: Citizen) -> Dossier:
        code = read(f"services/{name}.json")["code"]
        definition = Definition.objects.select_related("procedure__field", "procedure__agency").get(
            procedure__code=code, state="published"
        )
        agency = definition.procedure.agency or (
            self.commune if definition.procedure.handled_by == "commune" else self.district
        )
        content = content_of(definition)
        given = _answers(name, citizen, self.place)
        answers, wrong = check(content, given, Known(place_of))
        if wrong:
            raise ValueError(f"{name}: {wrong}")
        contact = Contact(citizen.name, citizen.identity, citizen.phone, "", citizen.address)
        papers = tuple(
            (one.code, _paper(one.name, agency))
            for one in content.asked_papers(answers)
            if one.required
        )
        submission = Submission(uuid.uuid4(), agency, contact, answers, papers)
        made = content_of_submission(definition, submission)
        declaration = _pdf("declaration", made, "To khai dien tu.pdf", agency)
        whole = replace(submission, declaration=declaration)
        return file(definition, actor=None, submission=whole, citizen=citizen)

    def _bring(self, dossier: Dossier, stage: str, filed_at: datetime) -> None:
        """As far as the stage, an hour of work after another."""
        if stage == "filed":
            return
        staff = self.cast.staff[dossier.agency_id]
        desk, specialist = staff.desks[0], [*staff.specialists.values(), *staff.handlers][0]
        moment = filed_at + timedelta(hours=1)
        with clock.fixed(min(open_from(moment), clock.now())):
            intake.accept(dossier, actor=desk)
            if stage == "accepted":
                return
            handling.take(dossier, actor=specialist)
            if stage == "supplement":
                item = Item("yc_noi_o", "Nơi cư trú", "Thông tư 04/2020/TT-BTP, Điều 12",
                            "Ghi rõ nơi cư trú trước ngày chuyển đến")  # fmt: skip
                intake.ask_supplement(dossier, actor=specialist, items=[item])
            if stage in {"done", "returned"}:
                self._finish(dossier, specialist)
        if stage == "returned":
            with clock.fixed(min(open_from(moment + timedelta(days=1)), clock.now())):
                intake.give_back(dossier, actor=desk)
                answering.rate(dossier, overall=5, answers={"thai_do": 5}, words="Cán bộ tận tình")

    def _finish(self, dossier: Dossier, specialist: Appointment) -> None:
        staff = self.cast.staff[dossier.agency_id]
        handling.move_on(dossier, actor=specialist, onward=Onward("trinh", "Hồ sơ đủ điều kiện"))
        pdf = _pdf("slip", _result(dossier), "Ket qua.pdf", dossier.agency)
        handling.move_on(dossier, actor=staff.heads[0], onward=Onward("da_ky"))
        handling.attach_result(
            dossier, actor=staff.clerks[0], name=dossier.definition.data["result"], file=pdf
        )
        handling.move_on(dossier, actor=staff.clerks[0], onward=Onward("xong"))


def _result(dossier: Dossier) -> dict[str, Any]:
    """A simple paper that stands for the result."""
    return {**control(dossier), "title": dossier.definition.data["result"], "table": None}


def _pdf(template: str, content: dict[str, Any], name: str, agency: Agency) -> Any:
    made = pdf_of(template, content)
    return keep(made, name=name, media_type="application/pdf", agency=agency, actor=None)


def _paper(name: str, agency: Agency) -> Any:
    content: dict[str, Any] = {
        "above": "", "agency": agency.name, "place": "", "title": "Bản chụp trình diễn",
        "number": "", "lead": name, "facts": [], "table": None, "notes": [], "signers": [],
    }  # fmt: skip
    return _pdf("slip", content, "Ban chup.pdf", agency)


def _answers(name: str, citizen: Citizen, place: str) -> dict[str, Any]:
    """Answers that the form accepts; everybody in them is invented."""
    home = {"place": place, "detail": citizen.detail}
    asker: dict[str, Any] = {
        "yc_ten": citizen.name, "yc_giay_to": citizen.identity, "yc_noi_o": home,
        "yc_dien_thoai": citizen.phone, "yc_ngay_sinh": "1985-03-12", "yc_gioi_tinh": "nu",
        "yc_dan_toc": "Kinh",
    }  # fmt: skip
    born = (clock.today() - timedelta(days=20)).isoformat()
    of_form: dict[str, dict[str, Any]] = {
        "khai-sinh": {
            "quan_he": "me", "con_ten": "Trần Minh Khôi", "con_ngay_sinh": born,
            "con_gioi_tinh": "nam", "con_dan_toc": "Kinh", "con_quoc_tich": "Việt Nam",
            "con_noi_sinh": "Trung tâm Y tế huyện Nam Trà My", "con_que_quan": home,
            "me_ten": citizen.name, "me_nam_sinh": 1992, "me_giay_to": citizen.identity,
            "me_noi_o": home, "co_cha": True, "ket_hon": True, "cha_ten": "Trần Văn Lâm",
            "cha_nam_sinh": 1990, "cha_noi_o": home, "so_ban_sao": 3,
        },
        "hon-nhan": {"tinh_trang": "chua", "muc_dich": "ket_hon"},
        "khai-tu": {
            "mat_ten": "Hồ Văn Già", "mat_ngay_sinh": "1940-01-01", "mat_gioi_tinh": "nam",
            "mat_noi_o": home, "mat_luc": born, "mat_nguyen_nhan": "Tuổi già",
        },
        "ho-kinh-doanh": {
            "ten_ho": "Tạp hóa Thu Hà", "dia_diem": home, "di_thue": False,
            "ngay_bat_dau": clock.today().isoformat(), "chu_the": "ca_nhan", "lao_dong": 2,
            "nganh_nghe": [{"ten": "Bán lẻ thực phẩm", "ma": "4711", "chinh": True}],
            "gop_von": [{"ten": citizen.name, "so_tien": 80000000}],
        },
        "ly-lich-tu-phap": {
            "yc_noi_sinh": "Nam Trà My", "so_phieu": "so_1", "cam_chuc": False,
            "muc_dich": "Xin việc làm", "so_ban": 1, "doi_tuong_phi": "thuong",
            "cu_tru": [{"tu": "3/1999", "den": "nay", "noi": citizen.address}],
        },
    }  # fmt: skip
    whole = asker | of_form[name]
    pages = read(f"services/{name}.json")["definition"]["pages"]
    asked = {field["code"] for page in pages for field in page["fields"]}
    return {key: value for key, value in whole.items() if key in asked}
