"""What a member's office has on its desk when it writes its contribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.dirt import soil
from finpath.synth.ledger import MemberLedger
from finpath.synth.manifest import manifest
from finpath.synth.settlement import settlement_transfers

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from finpath.synth.manifest import File, Member
    from finpath.synth.register import Register
    from finpath.synth.trade import SyntheticPayments


@dataclass(frozen=True)
class Desk:
    """One member's folder, register and payments."""

    folder: Path
    register: Register
    payments: SyntheticPayments  # of all members, in time order

    def own(self, member: str) -> SyntheticPayments:
        """Give the member's payments."""
        mine = np.array([shop.member == member for shop in self.register.shops])
        return self.payments.take(mine[self.payments.shop])

    def transactions(self, member: str) -> pa.Table:
        """Give the member's transactions as they are."""
        return MemberLedger(self.register, member, self.own(member)).table()

    def merchants(self, member: str) -> pa.Table:
        """Give the member's merchants."""
        return self.register.table(member)

    def transfers(self, member: str) -> pa.Table:
        """Give the member's settlement outflows."""
        return settlement_transfers(self.register, member, self.own(member))

    def soil(self, table: pa.Table, member: str) -> pa.Table:
        """Add the faults that exports have."""
        return soil(table, self.register.world.chance("dirt", member))

    def sign(self, member: Member, files: tuple[File, ...]) -> None:
        """Write the manifest."""
        text = manifest(self.register.world, member, files)
        (self.folder / "contribution.toml").write_text(text, encoding="utf-8")
