"""Pages of public services and payments in each state of what they show."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.payments.actions import cancel, take_cash
from congvu.payments.actions.refunding import approve, ask_refund, pay_back, refuse
from congvu.payments.models import Attempt, Difference, Payable, Reconciliation, Refund
from congvu.payments.tests import stage
from congvu.payments.types import AttemptState, RefundState
from congvu.services.actions import answering, drafts, handling, intake, posting
from congvu.services.actions.reusing import use_again
from congvu.services.models import Citizen, Consultation, Dossier
from congvu.services.tests.factories import (
    ANSWERS,
    Counter,
    accepted,
    citizen_client,
    done,
    filed,
    in_progress,
    make_counter,
    stored,
)
from congvu.services.types import DossierState, Item, Onward, PostDirection

Scene = tuple[str, Client, str, dict[str, Any] | None]


def scenes(office: Office) -> Iterator[Scene]:
    """Name, who opens it, its address, and what is sent to it (`None`: it is only opened)."""
    counter = make_counter(office)
    yield from _dossiers(counter)
    yield from _writing(counter)
    yield from _public(counter)
    yield from _paying(office)
    yield from _books(office)


def _address(name: str, *args: object) -> str:
    return reverse(name, args=args)


def _in_each_state(counter: Counter) -> dict[str, Dossier]:
    office, desk = counter.office, counter.desk
    asked, refused, stopped, given = (
        filed(counter), filed(counter), in_progress(counter), done(counter),
    )  # fmt: skip
    items = [Item("ten", "Họ tên", "Điều 9", "Viết đủ"), Item("cccd", "Căn cước", "Điều 9", "Rõ")]
    intake.ask_supplement(asked, actor=desk, items=items)
    intake.refuse(refused, actor=desk, reason="Sai nơi nhận", remedy="Nộp ở xã")
    handling.stop(stopped, actor=office.leader, reason="Người nộp qua đời")
    intake.give_back(given, actor=desk, words="Trao tận tay")
    late = in_progress(counter)
    day = clock.today() + timedelta(days=40)
    handling.apologise(late, actor=office.leader, reason="Chờ xác minh", day=day)
    owing = in_progress(counter)
    handling.move_on(owing, actor=office.specialist, onward=Onward("phi"))
    withdrawn = filed(counter)
    answering.withdraw(withdrawn, actor=None, reason="Nộp nhầm nơi")
    rated = done(counter)
    answering.rate(rated, overall=4, answers={"thai_do": 5}, words="Tận tình")
    return {
        "filed": filed(counter), "accepted": accepted(counter), "in progress": in_progress(counter),
        "supplement": asked, "refused": refused, "stopped": stopped, "done": done(counter),
        "returned": given, "late": late, "payment": owing, "withdrawn": withdrawn, "rated": rated,
    }  # fmt: skip


def _dossiers(counter: Counter) -> Iterator[Scene]:
    """Its owner's page, and the officials', in every state."""
    found = _in_each_state(counter)
    assert {one.state for one in found.values()} == set(DossierState.values)
    owner, leader = citizen_client(counter.citizen), client_of(counter.office.leader)
    desk = client_of(counter.desk)
    for name, one in found.items():
        yield f"own: {name}", owner, _address("services:own", one.reference), None
    for name in ("filed", "in progress", "supplement", "late", "payment", "returned"):
        yield f"official: {name}", leader, _address("services:dossier", found[name].pk), None
    Consultation.objects.create(
        dossier=found["in progress"], step="xem", agency=counter.office.agency,
        question="Có phù hợp quy hoạch không?", asked_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip
    posting.order(found["done"], actor=counter.desk, direction=PostDirection.DELIVER, address="Xa")
    yield "desk: with a parcel", desk, _address("services:dossier", found["done"].pk), None
    for box in ("cho-toi", "qua-han"):
        yield f"box {box}", leader, _address("services:box", box), None
    yield "what it is no more", desk, _address("services:refuse", found["done"].pk), None
    yield "nothing found", leader, _address("services:queue") + "?q=khong-co-gi", None
    yield "mine", owner, _address("services:mine"), None
    yield "papers with uses", owner, _address("services:papers"), None


def _writing(counter: Counter) -> Iterator[Scene]:
    """A draft that is whole: a row of a group, a file, one used again; and at the desk."""
    owner, desk = citizen_client(counter.citizen), client_of(counter.desk)
    old = done(counter).papers.get()
    mine = drafts.begin(
        counter.definition,
        agency=counter.office.agency,
        citizen=counter.citizen,
        form_key=uuid.uuid4(),
    )
    theirs = drafts.begin(
        counter.definition, agency=counter.office.agency, desk=counter.desk, form_key=uuid.uuid4()
    )
    rows = ANSWERS | {"noi": [{"cho": "Tam Kỳ", "thang": 5}]}
    for draft in (mine, theirs):
        for page in ("nguoi", "ban", "nhan-ket-qua"):
            drafts.keep_page(draft, page, rows, [])
        draft.papers.create(code="cccd", file=stored(counter.office), told="Ảnh hơi mờ.")
    use_again(mine, "mien", f"giay-{old.pk}")
    contact = {"name": "Trần Văn Già", "identity": "200123456", "phone": "0977000111"}
    drafts.keep_applicant(theirs, contact, consent="Đồng ý", channel=1)
    for name in ("papers", "delivery", "review"):
        yield f"draft {name}", owner, _address(f"services:draft_{name}", mine.token), None
        yield f"desk {name}", desk, _address(f"services:desk_{name}", theirs.token), None
    yield "a row", owner, _address("services:draft_page", mine.token, "ban"), None
    yield "desk: drafts", desk, _address("services:desk_choose"), None
    wrong = {"delivery": "3", "address": ""}
    yield "no address", owner, _address("services:draft_delivery", mine.token), wrong
    done_by = {"xong": "1"}
    unfinished = drafts.begin(
        counter.definition, agency=counter.office.agency, desk=counter.desk, form_key=uuid.uuid4()
    )
    yield "no papers", desk, _address("services:desk_papers", unfinished.token), done_by


def _public(counter: Counter) -> Iterator[Scene]:
    one, anybody = done(counter), Client()
    follow = _address("services:follow")
    yield "followed", anybody, follow, {"code": one.code, "phone": one.applicant_phone}
    yield "not found", anybody, follow, {"code": "000", "phone": "0900000000"}
    new = Client()
    new.post(_address("services:enter"), {"contact": "0905999888"})
    yield "code", new, _address("services:enter_code"), None
    yield "wrong code", new, _address("services:enter_code"), {"code": "1"}
    yield "wrong contact", anybody, _address("services:enter"), {"contact": "x"}
    newcomer = citizen_client(Citizen.objects.create(phone="0905777666"))
    for name in ("mine", "papers", "about"):
        yield f"newcomer's {name}", newcomer, _address(f"services:{name}"), None
    result = one.results.get()
    yield "result", anybody, _address("services:check_result", result.code), None
    yield "no such procedure", anybody, _address("services:procedure", "1.9"), None


def _paying(office: Office) -> Iterator[Scene]:
    """The payer's pages of every attempt, and of every payable."""
    gateway, bank = stage.vnpay_channel(office), stage.bank_channel(office)
    for channel, states in ((gateway, AttemptState.values), (bank, [AttemptState.WAITING])):
        for state in states:
            payable = stage.owed(office, f"{channel.way} {state}")
            attempt = stage.begun(payable, channel)
            words = "Tài khoản không đủ số dư"
            paid = clock.now() if state == AttemptState.PAID else None
            rows = Attempt.objects.filter(pk=attempt.pk)
            rows.update(state=state, words=words, settled_at=paid)
            args = [payable.token, attempt.reference]
            yield f"{channel.way} {state}", Client(), _address("payments:attempt", *args), None
        yield f"to pay again, {channel.way}", Client(), payable.address, None
    extra = stage.owed(office, "hai lần")
    both = [stage.begun(extra, gateway) for _ in range(2)]
    for one in both:
        stage.notify(stage.query_of(stage.said(one)))
    args = [extra.token, both[1].reference]
    yield "paid twice", Client(), _address("payments:attempt", *args), None
    clerk = client_of(office.clerk)
    for name, payable in _payables(office).items():
        yield f"payer: {name}", Client(), payable.address, None
        yield f"payable {name}", clerk, _address("payments:payable", payable.pk), None


def _payables(office: Office) -> dict[str, Payable]:
    due, gone, paid, asked, back = (stage.owed(office, f"khoản {n}") for n in range(5))
    cancel(gone, actor=office.clerk, reason="Nộp nhầm")
    for one in (paid, asked, back):
        take_cash(one, actor=office.clerk)
    refunds = {
        one: ask_refund(one.attempts.get(), actor=office.clerk, amount=stage.TOTAL, reason="Rút")
        for one in (asked, back)
    }
    approve(refunds[back], actor=office.leader)
    pay_back(refunds[back], actor=office.clerk, number="PC 12", place="cash")
    return {"due": due, "cancelled": gone, "paid": paid, "refunding": asked, "refunded": back}


def _books(office: Office) -> Iterator[Scene]:
    """Lists of officials with a line of every kind."""
    clerk, leader = client_of(office.clerk), client_of(office.leader)
    attempt = take_cash(stage.owed(office, "hoàn"), actor=office.clerk)
    refused = ask_refund(attempt, actor=office.clerk, amount=1_000, reason="Thử")
    refuse(refused, actor=office.leader, words="Đã giải quyết")
    failed = ask_refund(attempt, actor=office.clerk, amount=2_000, reason="Thử")
    approve(failed, actor=office.leader)
    Refund.objects.filter(pk=failed.pk).update(state=RefundState.FAILED, words="Thẻ đã khóa")
    day = Reconciliation.objects.create(agency=office.agency, on=clock.today())
    for kind, _ in Difference._meta.get_field("kind").flatchoices:
        Difference.objects.create(day=day, kind=kind, amount=1_000, words="Thử", attempt=attempt)
    yield "refunds to decide", leader, _address("payments:refunds"), None
    yield "refunds to pay", clerk, _address("payments:refunds"), None
    yield "differences", clerk, _address("payments:day", day.on.isoformat()), None
    for name in ("payables", "ledger", "days", "statements", "seal"):
        yield name, clerk, _address(f"payments:{name}"), None
    yield "none found", clerk, _address("payments:payables") + "?q=khong-co", None
    wrong = {"amount": "abc"}
    due = stage.owed(office, "đếm sai")
    yield "wrong sum", clerk, _address("payments:cash", due.pk), wrong
    yield (
        "too much back",
        clerk,
        _address("payments:refund", attempt.payable_id, attempt.reference),
        {"amount": "999.999.999", "reason": ""},
    )
