"""The lifecycles of documents and case files; actions are declared in the files beside this."""

from congvu.core import clock
from congvu.core.actions import Lifecycle
from congvu.core.offering import Actor
from congvu.documents.models import (
    Assignment,
    BegunSigning,
    CaseFile,
    Extension,
    Incoming,
    Outgoing,
)
from congvu.documents.types import (
    AssignmentState,
    CaseFileState,
    ExtensionState,
    IncomingState,
    OutgoingState,
    SigningState,
)

_STILL = {OutgoingState.SUBMITTED, OutgoingState.NUMBERED}
# The first two end it, the last moves nothing.
_THROUGH = {"cancel_signing", "cancel_sealing", "ask_opinions"}


def _held(document: Outgoing, actor: Actor, action: str) -> str:
    """Whoever signs or seals at their own machine has the very file: nothing moves it meanwhile."""
    if document.state not in _STILL or action in _THROUGH:
        return ""
    running = BegunSigning.objects.filter(state=SigningState.OPEN, expires_at__gt=clock.now())
    begun = running.filter(outgoing=document.pk).select_related("signer__person", "key").first()
    if begun is None:
        return ""
    if begun.seals:
        return _sealing(begun, actor)
    if begun.signer_id == actor.pk:
        return (
            f"Ông/bà đang ký văn bản này bằng USB token, đến {begun.until}. Xin ký xong, hoặc hủy "
            "lượt ký tại trang ký số rồi làm tiếp."
        )
    return (
        f"{begun.signer.person.name} đang ký số văn bản này, đến {begun.until}. Xin chờ ký xong "
        "hoặc hết thời hạn đó."
    )


def _sealing(begun: BegunSigning, actor: Actor) -> str:
    if begun.signer_id == actor.pk:
        return (
            f"Ông/bà đang đóng dấu văn bản này bằng USB token, đến {begun.until}. Xin đóng dấu "
            "xong, hoặc hủy lượt đóng dấu tại trang phát hành rồi làm tiếp."
        )
    return (
        f"{begun.signer.person.name} đang đóng dấu văn bản này, đến {begun.until}. Xin chờ đóng "
        "dấu xong hoặc hết thời hạn đó."
    )


outgoing = Lifecycle[Outgoing]("outgoing", OutgoingState, held=_held)
incoming = Lifecycle[Incoming]("incoming", IncomingState)
assignment = Lifecycle[Assignment]("assignment", AssignmentState)
case_file = Lifecycle[CaseFile]("case_file", CaseFileState)
extension = Lifecycle[Extension]("extension", ExtensionState)
