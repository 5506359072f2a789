"""The lifecycle of a dossier; its actions are declared where they are done."""

from __future__ import annotations

from congvu.core.actions import Lifecycle
from congvu.services.actions.fees import hold
from congvu.services.models import Dossier
from congvu.services.types import DossierState

dossier_lifecycle = Lifecycle[Dossier]("dossier", DossierState, first=hold)
