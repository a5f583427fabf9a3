"""The transactions table of one member, in the contract's words and types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from finpath.synth import instruments
from finpath.synth.chance import scramble, unit_interval
from finpath.synth.codes import (
    DIGITS,
    UPPER,
    add_prefix,
    choice_texts,
    keep_where,
    spell_amounts,
    spell_codes,
    spell_instants,
)
from finpath.synth.geography import COUNTRIES
from finpath.synth.trade import KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from finpath.synth.register import Register
    from finpath.synth.trade import SyntheticPayments

RELATIONS = ("family", "friend", "business", "none", "unknown")
# Declared for payments to relatives and to anybody else: people say what is quickest.
CLOSE, DISTANT = np.array([0.72, 0.12, 0.01, 0.03, 0.12]), np.array([0.42, 0.3, 0.04, 0.08, 0.16])
PURPOSES = ("family support", "school fees", "rent", "medical", "gift", "food", "thank you", "savings", None, None)
MINORS = 0.012  # of wallet payers: the provider knows them as minors


@dataclass(frozen=True)
class MemberLedger:
    """One member's payments, in time order, with the register that names its shops."""

    register: Register
    member: str
    payments: SyntheticPayments

    def table(self) -> pa.Table:
        """Give every column that the member can see."""
        return pa.table(self._common() | (self._card() if self.member.startswith("acquirer") else self._transfer()))

    def _by_shop(self, texts: list[str | None]) -> pa.Array:
        return choice_texts(texts, self.payments.shop)

    def _common(self) -> dict[str, pa.Array]:
        p, register = self.payments, self.register
        shops = register.shops
        reference, kind = self._payer()
        homes = register.world.people.country[p.payer]
        return {
            "transaction_id": spell_codes(p.number, "transaction", UPPER, 14),
            "occurred_at": spell_instants(p.at),
            "payer_ref": reference,
            "payer_ref_kind": kind,
            "payer_country": keep_where(
                unit_interval(p.number, "country") > 0.004,
                choice_texts([c.code for c in COUNTRIES], homes),
            ),
            "merchant_id": self._by_shop(list(register.ids)),
            "amount": spell_amounts(p.cents),
            "currency": self._by_shop([shop.currency for shop in shops]),
            "kind": choice_texts(KINDS, p.kind),
            "related_id": keep_where(p.answers > 0, spell_codes(p.answers, "transaction", UPPER, 14)),
        }

    def _payer(self) -> tuple[pa.Array, pa.Array]:
        world, papers = self.register.world, self.register.papers
        if self.member == "wallet":
            return instruments.wallet_references(world, papers, self.payments)
        if self.member == "remitter":
            return instruments.phone_references(world, papers, self.payments)
        return instruments.card_references(world, self.member, self.payments)

    def _card(self) -> dict[str, pa.Array]:
        p, register = self.payments, self.register
        present = np.array([shop.habit.present for shop in register.shops])[p.shop]
        declined = p.kind == KINDS.index("decline")
        modes = np.where(present, 1 + (unit_interval(p.number, "entry") * 3).astype(np.int64), 0)
        return {
            "network_reference": keep_where(~declined, add_prefix("7", spell_codes(p.number, "arn", DIGITS, 22))),
            "acquirer_id": choice_texts(
                ("407311" if self.member.endswith("north") else "519277",), np.zeros_like(p.shop)
            ),
            "terminal_id": spell_codes(self._terminal(), "terminal", DIGITS, 8),
            "mcc": self._by_shop([shop.mcc for shop in register.shops]),
            "descriptor": self._by_shop([row["descriptor"] for row in register.rows]),
            "entry_mode": choice_texts(("010", "051", "071", "021"), modes),
            "response_code": choice_texts(
                ("00", "51", "05", "61"), np.where(declined, 1 + p.number.astype(np.int64) % 3, 0)
            ),
            "card_present": pa.array(present),
            "recurring": pa.array(p.recurring),
        }

    def _terminal(self) -> NDArray[np.uint64]:
        """Busy shops have up to three tills."""
        p = self.payments
        tills = scramble(np.arange(len(self.register.shops), dtype=np.uint64), "tills") % np.uint64(3)
        till = scramble(p.number, "till") % (tills[p.shop] + np.uint64(1))
        keys = self.register.papers
        base = np.array([keys.lot("terminal", shop.key).below(1 << 60) for shop in self.register.shops], np.uint64)
        return base[p.shop] + till

    def _transfer(self) -> dict[str, pa.Array]:
        p, register = self.payments, self.register
        pair = scramble(p.payer.astype(np.uint64) * np.uint64(1 << 32) + p.shop.astype(np.uint64), "pair")
        payee = np.array([shop.kind == "payee" for shop in register.shops])[p.shop]
        kin = np.array([shop.kin for shop in register.shops])[p.shop]
        lot = unit_interval(pair, "relation")
        purpose = np.where(
            kin, np.searchsorted(np.cumsum(CLOSE)[:-1], lot), np.searchsorted(np.cumsum(DISTANT)[:-1], lot)
        )
        why = (unit_interval(pair ^ (p.number & np.uint64(1)), "purpose") * len(PURPOSES)).astype(np.int64)
        minor = unit_interval(p.payer.astype(np.uint64), "minor") < MINORS
        columns = {
            "payee_country": self._by_shop([COUNTRIES[shop.country].code for shop in register.shops]),
            "relationship": keep_where(payee, choice_texts(RELATIONS, purpose)),
            "purpose_text": keep_where(payee, choice_texts(PURPOSES, why)),
        }
        return columns | ({"protected_payer": pa.array(minor)} if self.member == "wallet" else {})
