"""The check of agreements: which contributions may be used at all, and until when."""

from __future__ import annotations

import datetime as dt

from finpath.errors import ContributionError
from finpath.ingest.manifest import Manifest

PURPOSES = (
    "detect commercial child sexual exploitation",
    "detect online sexual exploitation of children",
    "report suspicious transactions related to child sexual exploitation",
)
"""The purposes for which an agreement lets finpath use data."""


def check_agreement(manifest: Manifest, as_of: dt.datetime | None) -> None:
    """Let a contribution in, or say why not.

    Args:
        manifest: What the member says.
        as_of: The day that the agreement must reach; None where it is not known yet.

    Raises:
        ContributionError: There is no agreement, it has another purpose, it has expired, or it lets nobody keep this.
    """
    agreement, folder = manifest.agreement, manifest.folder.name
    if agreement is None:
        raise ContributionError(f"{folder}: there is no agreement; add [agreement] with id, purpose and expires_on.")
    if agreement.purpose not in PURPOSES:
        allowed = " or ".join(f'"{purpose}"' for purpose in PURPOSES)
        raise ContributionError(
            f'{folder}: agreement {agreement.id} has the purpose "{agreement.purpose}"; '
            f"finpath may only be used to {allowed}."
        )
    if as_of is not None and agreement.expires_on is not None and agreement.expires_on < as_of.date():
        raise ContributionError(
            f"{folder}: agreement {agreement.id} expired on {agreement.expires_on}, "
            f"before the as-of date {as_of.date()}; renew it, or set an earlier as-of date."
        )
    if as_of is not None and agreement.keep_until is not None and agreement.keep_until < as_of.date():
        raise ContributionError(
            f"{folder}: agreement {agreement.id} lets it be kept until {agreement.keep_until}, before the as-of date "
            f"{as_of.date()}; delete it, or agree on a later keep_until."
        )
