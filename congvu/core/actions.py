"""One idea carries the whole: every change is an action.

An action is declared once, with its name as people read it, the states it starts from, who may,
and the state it leaves. Running one opens a transaction, locks the row, asks who may, checks the
state, changes, and tells what was done, all or nothing. The same declaration feeds the buttons,
the documentation's table and the test over lifecycle × state × role.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from django.db import models

from congvu.core.acts import Act, tell, touch, work
from congvu.core.offering import Actor, offer_all
from congvu.core.recorded import as_json
from congvu.core.refused import Conflict, Forbidden, NotFound


class Subject(models.Model):
    """What a lifecycle moves: something with a state that belongs to an agency."""

    class Meta:
        abstract = True

    state: models.CharField[str, str]
    agency_id: int

    @property
    def label(self) -> str:
        """What people call this one, for the journal and for refusals."""
        raise NotImplementedError


S = TypeVar("S", bound=Subject)
P = ParamSpec("P")
R = TypeVar("R")
Who = Callable[[Any, Any], bool]


@dataclass(eq=False)
class Action(Generic[S, P, R]):
    """A declared change of a subject; call it as the function that it was declared from."""

    name: str
    label: str
    start: frozenset[str]
    end: str | None
    who: Who
    run: Callable[Concatenate[S, P], R]
    lifecycle: str
    primary: bool = False
    danger: bool = False
    records: tuple[str, ...] = ()
    told: bool = True

    def __call__(self, subject: S, *args: P.args, **kwargs: P.kwargs) -> R:
        actor: Actor = kwargs["actor"]  # type: ignore[assignment]
        offer_all(kwargs, actor=actor, door=self.label)
        with work():
            Lifecycle.registry[self.lifecycle].first(subject)
            _lock(subject)
            self.check(subject, actor)
            before = subject.state
            result = self.run(subject, *args, **kwargs)
            if self.end is not None:
                subject.state = self.end
            subject.save()
            touch(type(subject), subject.pk)
            if self.told:
                tell(self._act(subject, actor, before, kwargs))
        return result

    def _act(self, subject: S, actor: Actor, before: str, kwargs: Mapping[str, object]) -> Act:
        return Act(
            name=f"{self.lifecycle}.{self.name}",
            label=self.label,
            agency_id=subject.agency_id,
            actor=actor,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            subject_label=subject.label,
            state_before=before,
            state_after=subject.state,
            detail={name: as_json(kwargs[name]) for name in self.records if name in kwargs},
        )

    def check(self, subject: S, actor: Actor) -> None:
        """Raise the typed refusal that running the action now would meet."""
        if not self.who(actor, subject):
            raise Forbidden(f"Ông/bà không có thẩm quyền thực hiện “{self.label}” ở đây.")
        if subject.state not in self.start:
            raise Conflict(
                f"Không thể thực hiện “{self.label}”: {subject.label} đã chuyển sang trạng thái "
                f"“{_state_label(subject)}”. Nội dung ông/bà vừa nhập chưa được lưu."
            )
        held = Lifecycle.registry[self.lifecycle].held
        if held is not None and (sentence := held(subject, actor, self.name)):
            raise Conflict(sentence)

    def open_to(self, subject: S, actor: Actor) -> bool:
        """Whether the lifecycle opens this action to the actor in the subject's present state."""
        return subject.state in self.start and self.who(actor, subject)


def _state_label(subject: Subject) -> str:
    choices = dict(subject._meta.get_field("state").flatchoices)
    return str(choices.get(subject.state, subject.state))


def _lock(subject: Subject) -> None:
    """Read the row anew under a lock; what the caller held in memory may be old."""
    rows = type(subject)._base_manager.select_for_update(no_key=True, of=("self",))
    try:
        subject.refresh_from_db(from_queryset=rows)
    except type(subject).DoesNotExist as gone:
        raise NotFound from gone


@dataclass(eq=False)
class Creation(Generic[P, S]):
    """A declared way in which a subject comes to be."""

    name: str
    label: str
    end: str
    who: Callable[[Any], bool]
    run: Callable[P, S]
    lifecycle: str
    records: tuple[str, ...] = ()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> S:
        actor: Any = kwargs["actor"]
        if actor is not None and not self.who(actor):
            raise Forbidden(f"Ông/bà không có thẩm quyền thực hiện “{self.label}”.")
        offer_all(kwargs, actor=actor, door=self.label)
        with work():
            subject = self.run(*args, **kwargs)
            tell(
                Act(
                    name=f"{self.lifecycle}.{self.name}",
                    label=self.label,
                    agency_id=subject.agency_id,
                    actor=actor,
                    subject_type=subject._meta.label_lower,
                    subject_id=subject.pk,
                    subject_label=subject.label,
                    state_after=subject.state,
                    detail={name: as_json(kwargs[name]) for name in self.records if name in kwargs},
                )
            )
        return subject


class Lifecycle(Generic[S]):
    """The actions of one kind of subject, in the order in which people are offered them."""

    registry: dict[str, Lifecycle[Any]] = {}

    def __init__(
        self,
        name: str,
        states: type[models.TextChoices],
        *,
        held: Callable[[S, Actor, str], str] | None = None,
        first: Callable[[S], None] = lambda _: None,
    ) -> None:
        """`held`, asked under the lock of every action that the state allows, says why the action
        of that name must wait; empty if it need not. `first` locks what is locked before it.
        """
        self.name, self.states = name, states
        self.held, self.first = held, first
        self.actions: dict[str, Action[S, Any, Any]] = {}
        self.creations: dict[str, Creation[Any, S]] = {}
        Lifecycle.registry[name] = self

    def action(
        self,
        label: str,
        *,
        start: Collection[str],
        who: Who,
        end: str | None = None,
        primary: bool = False,
        danger: bool = False,
        records: tuple[str, ...] = (),
        told: bool = True,
    ) -> Callable[[Callable[Concatenate[S, P], R]], Action[S, P, R]]:
        """Declare the function as an action; `end=None` leaves the state or lets the body set it.

        `records` names the arguments whose values the journal keeps; `told=False` is for saving a
        draft as one types, which nobody needs to read about.
        """

        def declare(run: Callable[Concatenate[S, P], R]) -> Action[S, P, R]:
            action = Action(
                name=run.__name__,
                label=label,
                start=frozenset(start),
                end=end,
                who=who,
                run=run,
                lifecycle=self.name,
                primary=primary,
                danger=danger,
                records=records,
                told=told,
            )
            functools.update_wrapper(action, run, updated=())
            self.actions[action.name] = action
            return action

        return declare

    def creation(
        self,
        label: str,
        *,
        end: str,
        who: Callable[[Any], bool],
        records: tuple[str, ...] = (),
    ) -> Callable[[Callable[P, S]], Creation[P, S]]:
        """Declare the function as a way in which a subject comes to be, in state `end`."""

        def declare(run: Callable[P, S]) -> Creation[P, S]:
            creation = Creation(run.__name__, label, end, who, run, self.name, records)
            functools.update_wrapper(creation, run, updated=())
            self.creations[creation.name] = creation
            return creation

        return declare

    def open_to(self, subject: S, actor: Actor) -> list[Action[S, Any, Any]]:
        """The actions that the actor may take now, in the declared order."""
        return [action for action in self.actions.values() if action.open_to(subject, actor)]


class Changeable(Protocol):
    """What a command changes: a record of an agency that is not moved by a lifecycle."""

    @property
    def pk(self) -> Any: ...

    @property
    def agency_id(self) -> Any: ...

    @property
    def label(self) -> str: ...


C = TypeVar("C", bound=Changeable)


def command(
    label: str, *, who: Who, records: tuple[str, ...] = ()
) -> Callable[[Callable[Concatenate[C, P], R]], Callable[Concatenate[C, P], R]]:
    """Declare a change of something without states: who may, one transaction, told afterwards.

    `who(actor, subject)` is asked first; `actor=None` is the installation itself (loading, jobs).
    """

    def declare(run: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
        @functools.wraps(run)
        def perform(subject: C, /, *args: P.args, **kwargs: P.kwargs) -> R:
            actor: Any = kwargs["actor"]
            if actor is not None and not who(actor, subject):
                raise Forbidden(f"Ông/bà không có thẩm quyền thực hiện “{label}”.")
            offer_all(kwargs, actor=actor, door=label)
            with work():
                result = run(subject, *args, **kwargs)
                kind = getattr(subject, "_meta", None)
                tell(
                    Act(
                        name=f"{run.__module__.split('.')[1]}.{run.__name__}",
                        label=label,
                        agency_id=subject.agency_id,
                        actor=actor,
                        subject_type=kind.label_lower if kind else "",
                        subject_id=subject.pk,
                        subject_label=subject.label,
                        detail={name: as_json(kwargs[name]) for name in records if name in kwargs},
                    )
                )
            return result

        return perform

    return declare
