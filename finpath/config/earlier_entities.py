"""What is known of identities before the data speak: a person's decisions, and ids that an earlier run gave."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.config.identity_decisions import IdentityDecisions
from finpath.errors import ConfigError

BORNE = pa.schema([("provider_id", pa.string()), ("merchant_id", pa.string()), ("entity_id", pa.string())])


@dataclass(frozen=True)
class Identities:
    """What a run is told of identities.

    Args:
        decisions: Merges and splits by a person.
        earlier: The entity id of each account in an earlier run; no rows when there was none.
    """

    decisions: IdentityDecisions = field(default_factory=IdentityDecisions)
    earlier: pa.Table = field(default_factory=BORNE.empty_table)

    def record(self) -> dict[str, object]:
        """All of it for a manifest: the decisions as they were made, the earlier ids by a SHA-256 of them."""
        borne = hashlib.sha256()
        for row in self.earlier.to_pylist():
            borne.update("/".join(row.values()).encode())
        decided = {
            kind: [asdict(each) | {"on": each.on.isoformat()} for each in every]
            for kind, every in (("merge", self.decisions.merges), ("split", self.decisions.splits))
        }
        return {"decisions": decided, "earlier_ids": borne.hexdigest() if self.earlier.num_rows else None}


def read_earlier(run: Path) -> pa.Table:
    """Read the entity ids of an earlier run.

    Args:
        run: Its folder, or its findings.parquet.

    Raises:
        ConfigError: There is none, or it holds no ids.
    """
    path = run / "findings.parquet" if run.is_dir() else run
    try:
        found = pq.read_table(path, columns=BORNE.names)
    except OSError:
        raise ConfigError(f"There is no earlier run {run}: name a run folder with earlier, or leave it out.") from None
    except (pa.ArrowException, KeyError) as error:
        said = str(error).splitlines()[0]
        raise ConfigError(f"{path} holds no entity ids of an earlier run: {said}") from None
    return found.cast(BORNE).sort_by([(name, "ascending") for name in BORNE.names])
