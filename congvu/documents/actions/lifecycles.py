"""The lifecycles of documents and case files; actions are declared in the files beside this."""

from congvu.core.actions import Lifecycle
from congvu.documents.models import Assignment, CaseFile, Extension, Incoming, Outgoing
from congvu.documents.types import (
    AssignmentState,
    CaseFileState,
    ExtensionState,
    IncomingState,
    OutgoingState,
)

outgoing = Lifecycle[Outgoing]("outgoing", OutgoingState)
incoming = Lifecycle[Incoming]("incoming", IncomingState)
assignment = Lifecycle[Assignment]("assignment", AssignmentState)
case_file = Lifecycle[CaseFile]("case_file", CaseFileState)
extension = Lifecycle[Extension]("extension", ExtensionState)
