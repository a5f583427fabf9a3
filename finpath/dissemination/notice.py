"""The notice of a member's part of a case, as a page and as a file for `finpath goaml`."""

from __future__ import annotations

from dataclasses import replace

from finpath.dissemination.hashed import hide_host_names
from finpath.dissemination.package import json_file
from finpath.dissemination.package_parts import PART
from finpath.dissemination.profile import Profile
from finpath.presentation.page import environment
from finpath.referral.model.case import NOTICE
from finpath.referral.model.member_view import MemberView
from finpath.referral.model.subject import Description


def notice_files(part: MemberView, profile: Profile) -> dict[str, bytes]:
    """The files of a notice, in a folder named by the case."""
    visible = _visible_part(part, profile)
    page = environment("finpath.dissemination").get_template("notice.html.j2").render(part=visible, notice=NOTICE)
    outward = replace(visible, subjects=hide_host_names(visible.subjects))
    return {f"{part.id}/notice.html": page.encode(errors="replace"), f"{part.id}/{PART}": json_file(outward)}


def _visible_part(part: MemberView, profile: Profile) -> MemberView:
    """The part as far as the profile goes."""
    fields = profile.fields
    rows = part.evidence if "evidence" in fields else ()
    if "payer_tokens" not in fields:
        rows = tuple(replace(row, payer="") for row in rows)
    reasons = part.reasons if "reasons" in fields else ()
    return replace(
        part,
        subjects=part.subjects
        if "about" in fields
        else tuple(replace(each, about=Description()) for each in part.subjects),
        indicators=part.indicators if "reasons" in fields else (),
        reasons=reasons
        if "evidence" in fields
        else tuple(replace(each, payments=0, transaction_ids=()) for each in reasons),
        doubts=part.doubts if "against" in fields else (),
        evidence=rows,
        exhibits=part.exhibits if "evidence" in fields else (),
    )
