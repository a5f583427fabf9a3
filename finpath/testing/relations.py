"""Every relation there is: what the author of a rule or of a service can rely on."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from finpath.graph import merchants
from finpath.tables import cases, conclusions, graph, identity, ledger, loading, overlap, reported
from finpath.tables.relation import Relation

SECTIONS: Mapping[str, ModuleType] = {
    "Ledger": ledger,
    "Only while contributions are loaded": loading,
    "Payment graph": graph,
    "Reports": reported,
    "Features": merchants,
    "Identity": identity,
    "Shared payers": overlap,
    "Candidate cases": cases,
    "Conclusions": conclusions,
}
"""Where relations are declared, in the order of the steps that make them."""


def declared(module: ModuleType) -> tuple[Relation, ...]:
    """The relations that a module declares and makes public, in their order; families of them included."""
    found: dict[str, Relation] = {}
    for name, value in vars(module).items():
        several = value.values() if isinstance(value, dict) else (value,)
        found |= {
            each.name: each
            for each in several
            if isinstance(each, Relation) and not name.startswith("_") and each.name not in found
        }
    return tuple(found.values())


RELATIONS: Mapping[str, Relation] = {
    relation.name: relation
    for section in (ledger, loading, graph, reported, identity, overlap, cases, conclusions)
    for relation in declared(section)
} | {merchants.MERCHANTS.name: merchants.MERCHANTS}
"""By name."""
