"""By what this desk's cases could meet another desk's: accounts, and tokens of controllers; never a payer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import and_, select

from finpath.desk.cases.untouched import require_untouched
from finpath.desk.exchange.partners import Partner
from finpath.desk.hits.find import accounts_that_meet
from finpath.desk.hits.keys import ACCOUNT, FILES, read_controllers
from finpath.desk.match.session import Cases
from finpath.desk.policy.may import reaches
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import CASES, RUNS
from finpath.desk.typed_tokens import TOKEN
from finpath.dissemination import members_that_may
from finpath.graph.identity import HUB as MERCHANTS
from finpath.output.folder import Run

Keys = Collection[tuple[str, str]]


@dataclass(frozen=True)
class Own:
    """Cases that may meet a partner's.

    Args:
        cases: By id, their keys.
        token_keys: The ids of the keys that their tokens are made with, public by design.
    """

    cases: Cases
    token_keys: frozenset[str]


def own_cases(acting: Acting, partner: Partner, agreement: str) -> Own:
    """The open cases that a partner could be told of: not safeguarding's, nor under a label or a law beyond it.

    Args:
        acting: The transaction.
        partner: Who asks, or is asked.
        agreement: The id of the one that both exchange under: cases that rest on another are nobody's of them.

    Raises:
        ConfigError: The last run is not as it was landed, or an agreement of its members lacks its papers.
    """
    last = acting.db.execute(select(RUNS).order_by(RUNS.c.number.desc()).limit(1)).first()
    if last is None:
        return Own({}, frozenset())
    path = Path(last.path)
    require_untouched(path, last.seal, ("manifest.json", "coverage.json", *FILES[1:2]))
    members_that_may(Run(path))
    tokens = _usable(read_controllers(path))
    under = CASES.c.agreement == agreement
    accounts = accounts_that_meet(acting, under, and_(*reaches(partner.tlp, partner.countries)))
    cases = {
        case: frozenset({(ACCOUNT, name) for name in names} | {each for name in names for each in tokens.get(name, ())})
        for case, names in accounts.items()
    }
    said = (token for keys in cases.values() for _, token in keys if TOKEN.fullmatch(token))
    return Own(cases, frozenset(token.partition(":")[0] for token in said))


def _usable(tokens: Mapping[str, Keys]) -> Mapping[str, Keys]:
    """Without what more merchants have than an identifier may that joins them."""
    holders = Counter(each for keys in tokens.values() for each in keys)
    return {account: [each for each in keys if holders[each] <= MERCHANTS] for account, keys in tokens.items()}
