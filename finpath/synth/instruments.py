"""Payers in, what each member sees of them out: card tokens, references that cards share, wallets, phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finpath.synth.chance import mix, unit
from finpath.synth.codes import LOWER, UPPER, chosen, codes, prefixed
from finpath.synth.geography import COUNTRIES
from finpath.synth.world import DAY, START

if TYPE_CHECKING:
    from finpath.synth.identity import Papers
    from finpath.synth.trade import Payments
    from finpath.synth.world import World

PAR_SHARE = 0.7  # cards whose payment account reference the scheme gives to acquirers
REISSUED = 0.08  # cards that are replaced in the calendar: the token changes, the account reference stays


def cards(world: World, member: str, payments: Payments) -> tuple[pa.Array, pa.Array]:
    """Give the payer's reference and its kind at an acquirer: cards with a PAR join across acquirers, others do not."""
    payer = payments.payer.astype(np.uint64) + _salt(world)
    par = unit(payer, "par") < PAR_SHARE
    renewed = START + (unit(payer, "renewal day") * world.days * DAY).astype(np.int64)
    second = (unit(payer, "renewed") < REISSUED) & (payments.at >= renewed)
    token = codes(payer + second.astype(np.uint64) * np.uint64(1 << 40), f"token {member}", LOWER, 18)
    reference = prefixed("V001", codes(payer, "par", UPPER, 25))
    return pc.if_else(pa.array(par), reference, token), chosen(("card_token", "par"), par.astype(np.int64))


def wallets(world: World, papers: Papers, payments: Payments) -> tuple[pa.Array, pa.Array]:
    """Give the payer's reference at a wallet: its own account number, or the phone that other rails know too."""
    payer = payments.payer.astype(np.uint64) + _salt(world)
    phone = unit(payer, "wallet by phone") < 0.5
    account = prefixed("acc-", codes(payer, "wallet", LOWER, 11))
    numbers, _ = phones(world, papers, payments)
    return pc.if_else(pa.array(phone), numbers, account), chosen(("wallet", "phone"), phone.astype(np.int64))


def phones(world: World, papers: Papers, payments: Payments) -> tuple[pa.Array, pa.Array]:
    """Give the payer's reference at a remitter: the phone number."""
    known, row = np.unique(payments.payer, return_inverse=True)
    pairs = zip(known.tolist(), world.people.country[known].tolist(), strict=True)
    numbers = [papers.lot("payer phone", str(payer)).filled(COUNTRIES[country].mobile) for payer, country in pairs]
    return chosen(numbers, row), chosen(("phone",), np.zeros(len(row), dtype=np.int64))


def _salt(world: World) -> np.uint64:
    """Keep the payers of two seeds apart."""
    return np.uint64(mix(np.array([world.seed], dtype=np.uint64), "payers")[0])
