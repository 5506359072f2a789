"""Lines to other systems, one class for each kind."""

from congvu.exchange.models import Line
from congvu.exchange.providers.base import Provider
from congvu.exchange.providers.installation import Installation
from congvu.exchange.providers.lgsp import Lgsp
from congvu.exchange.providers.vxp import Vxp
from congvu.exchange.types import LineKind


def provider_of(line: Line) -> Provider:
    """The class that speaks the line's language."""
    match LineKind(line.kind):
        case LineKind.OWN:
            return Installation(line)
        case LineKind.VXP:
            return Vxp(line)
        case LineKind.LGSP:
            return Lgsp(line)
