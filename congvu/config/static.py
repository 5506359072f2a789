"""Static files under the names of their contents."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KnownStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The addresses change with a build alone: each is put together once a process."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002
        """The file's address."""
        if name not in self._known:
            self._known[name] = str(super().url(name, force))
        return self._known[name]
