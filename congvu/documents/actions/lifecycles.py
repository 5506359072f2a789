"""The lifecycles of documents; their actions are declared in the files beside this one."""

from congvu.core.actions import Lifecycle
from congvu.documents.models import Assignment, Extension, Incoming, Outgoing
from congvu.documents.types import (
    AssignmentState,
    ExtensionState,
    IncomingState,
    OutgoingState,
)

outgoing = Lifecycle[Outgoing]("outgoing", OutgoingState)
incoming = Lifecycle[Incoming]("incoming", IncomingState)
assignment = Lifecycle[Assignment]("assignment", AssignmentState)
extension = Lifecycle[Extension]("extension", ExtensionState)
