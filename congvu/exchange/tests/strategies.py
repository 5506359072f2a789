"""Messages of every shape, for properties and for the fuzzer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from congvu.exchange import edxml as x
from congvu.exchange.edxml.writing import ZONE

_LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\n\r<>&\"'đĐỗ"
).filter(lambda one: one not in "\ufffe\uffff")
TEXT = st.text(_LETTERS, max_size=40)
NEEDED = TEXT.filter(lambda text: text.strip())
ORGAN_IDS = st.from_regex(r"\A[0-9A-Z]{1,4}(\.[0-9A-Z]{2}){0,4}\Z")
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
MOMENTS = st.integers(0, 2**31).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=ZONE) + timedelta(seconds=seconds)
)
FIGURES = st.integers(0, 999_999)


def tuples(of: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(of, max_size=most).map(tuple)


ORGANS = st.builds(x.Organ, ORGAN_IDS, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
REPLIES = st.builds(x.Reply, ORGAN_IDS, TEXT, TEXT, st.none() | DAYS)
STAFF = st.builds(x.Staff, TEXT, TEXT, TEXT, TEXT)
BUSINESS = st.builds(
    x.Business,
    type=st.sampled_from(x.BusinessType),
    reason=TEXT,
    paper=st.booleans(),
    document_id=TEXT,
    changes=st.none()
    | st.builds(
        x.Changes,
        st.booleans(),
        st.booleans(),
        tuples(st.builds(x.ReceiverChange, ORGAN_IDS, st.sampled_from(x.ReceiverType))),
    ),
    replacements=tuples(st.builds(x.Replacement, NEEDED, tuples(ORGAN_IDS))),
    staff=st.none() | STAFF,
)
ATTACHMENTS = st.lists(st.tuples(NEEDED, st.binary(max_size=400), TEXT, TEXT), max_size=4)
STATUSES = st.builds(
    x.Status, ORGANS, REPLIES, st.sampled_from(x.StatusCode), MOMENTS, TEXT, st.none() | STAFF
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[x.Document, list[bytes]]:
    """A document and the contents of its attachments."""
    found = draw(ATTACHMENTS)
    attachments = tuple(
        x.Attachment(str(200 + at), name, kind, about)
        for at, (name, _, kind, about) in enumerate(found)
    )
    made = draw(
        st.builds(
            x.Document,
            sender=ORGANS,
            receivers=st.lists(ORGANS, min_size=1, max_size=4).map(tuple),
            document_id=NEEDED,
            code=st.builds(x.Code, TEXT, TEXT),
            place=TEXT,
            promulgated_on=DAYS,
            kind=st.builds(x.DocumentKind, TEXT, FIGURES, st.none() | FIGURES),
            subject=NEEDED,
            signer=st.builds(x.SignerInfo, TEXT, TEXT, TEXT),
            content=TEXT,
            due_on=st.none() | DAYS,
            other=st.none()
            | st.builds(
                x.OtherInfo, FIGURES, TEXT, TEXT, st.none() | FIGURES, st.none() | FIGURES,
                st.none() | st.booleans(), tuples(TEXT),
            ),
            replies=tuples(REPLIES),
            steering=st.none() | st.integers(0, 3),
            places=tuples(TEXT),
            traces=tuples(st.builds(x.Trace, ORGAN_IDS, MOMENTS)),
            business=BUSINESS,
            attachments=st.just(attachments),
        )
    )  # fmt: skip
    return made, [content for _, content, _, _ in found]
