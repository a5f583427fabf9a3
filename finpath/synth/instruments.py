"""What each member sees of a payer: card tokens, references that cards share, wallets, phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finpath.synth.chance import scramble, unit_interval
from finpath.synth.codes import LOWER, UPPER, add_prefix, choice_texts, spell_codes
from finpath.synth.geography import COUNTRIES
from finpath.synth.world import DAY, START

if TYPE_CHECKING:
    from finpath.synth.identity import Papers
    from finpath.synth.trade import SyntheticPayments
    from finpath.synth.world import World

PAR_SHARE = 0.7  # cards whose payment account reference the scheme gives to acquirers
REISSUED = 0.08  # cards that are replaced in the calendar: the token changes, the account reference stays


def card_references(world: World, member: str, payments: SyntheticPayments) -> tuple[pa.Array, pa.Array]:
    """Give the payer's reference and its kind at an acquirer: cards with a PAR join across acquirers, others do not."""
    payer = payments.payer.astype(np.uint64) + _salt(world)
    par = unit_interval(payer, "par") < PAR_SHARE
    renewed = START + (unit_interval(payer, "renewal day") * world.days * DAY).astype(np.int64)
    second = (unit_interval(payer, "renewed") < REISSUED) & (payments.at >= renewed)
    token = spell_codes(payer + second.astype(np.uint64) * np.uint64(1 << 40), f"token {member}", LOWER, 18)
    reference = add_prefix("V001", spell_codes(payer, "par", UPPER, 25))
    return pc.if_else(pa.array(par), reference, token), choice_texts(("card_token", "par"), par.astype(np.int64))


def wallet_references(world: World, papers: Papers, payments: SyntheticPayments) -> tuple[pa.Array, pa.Array]:
    """Give the payer's reference at a wallet: its own account number, or the phone that other rails know too."""
    payer = payments.payer.astype(np.uint64) + _salt(world)
    phone = unit_interval(payer, "wallet by phone") < 0.5
    account = add_prefix("acc-", spell_codes(payer, "wallet", LOWER, 11))
    numbers, _ = phone_references(world, papers, payments)
    return pc.if_else(pa.array(phone), numbers, account), choice_texts(("wallet", "phone"), phone.astype(np.int64))


def phone_references(world: World, papers: Papers, payments: SyntheticPayments) -> tuple[pa.Array, pa.Array]:
    """Give the payer's reference at a remitter: the phone number."""
    payers, row = np.unique(payments.payer, return_inverse=True)
    pairs = zip(payers.tolist(), world.people.country[payers].tolist(), strict=True)
    numbers = [
        papers.lot("payer phone", str(payer)).fill_pattern(COUNTRIES[country].mobile) for payer, country in pairs
    ]
    return choice_texts(numbers, row), choice_texts(("phone",), np.zeros(len(row), dtype=np.int64))


def _salt(world: World) -> np.uint64:
    """Keep the payers of two seeds apart."""
    return np.uint64(scramble(np.array([world.seed], dtype=np.uint64), "payers")[0])
