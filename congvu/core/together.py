"""One step of a migration that makes an app's tables together.

Django builds every related model anew after each `CreateModel` and `AddConstraint`: for an empty
database that is nearly twenty thousand models. Here they are built once an app.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Make the tables of the models that `operations` create, as they stand after all of them.

    Of the database only `CreateModel` is done, with the fields, indexes and constraints that the
    later operations give to models of the same step. Raises `TypeError` for any other operation.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        created = {one.name_lower for one in operations if isinstance(one, CreateModel)}
        for one in operations:
            adds = isinstance(one, AddField | AddIndex | AddConstraint)
            if not isinstance(one, CreateModel) and not (adds and _model_of(one) in created):
                raise TypeError(f"not part of making tables together: {one.describe()}")
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # it is built again, once, when it is asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django passes both
        to_state: ProjectState,
    ) -> None:
        for name in self._created():
            schema_editor.create_model(_apps(to_state).get_model(app_label, name))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - Django passes both
    ) -> None:
        for name in reversed(self._created()):
            schema_editor.delete_model(_apps(from_state).get_model(app_label, name))

    def describe(self) -> str:
        return f"Create models {', '.join(self._created())}"

    def _created(self) -> list[str]:
        return [one.name for one in self.operations if isinstance(one, CreateModel)]


def _model_of(operation: Operation) -> str:
    return str(getattr(operation, "model_name", "")).lower()


def _apps(state: ProjectState) -> Apps:
    found: Apps = state.apps
    return found
