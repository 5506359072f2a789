"""The contract on doors: what one app may import of another (docs/architecture.md)."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """From another app only its doors; `open_apps` are free to use, `free` importers may all."""

    root = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    open_apps = fields.SetField(subfield=fields.StringField())
    free = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001
        broken = sorted(
            (importer, imported)
            for importer in graph.find_descendants(self.root)
            for imported in graph.find_modules_directly_imported_by(importer)
            if not self._allowed(importer.split("."), imported.split("."))
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _allowed(self, importer: list[str], imported: list[str]) -> bool:
        if imported[0] != self.root or len(importer) < 2 or len(imported) < 3:
            return True
        app, other, door = importer[1], imported[1], imported[2]
        inside = app == other or other in self.open_apps or app in self.free
        return (
            inside or "tests" in importer or door in self.doors or f"{other}.{door}" in self.doors
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} goes round the doors of {imported}")
