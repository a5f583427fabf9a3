from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.json import Json
from finpath.referral.writers.paper import BREAK, available_letters, font_families, printable_text
from finpath.referral.writers.pdf import ROWS, Pdf

SCRIPTS = (
    "العربية",
    "中文商店 日本語 한국어",
    "😀🎉",
    "हिन्दी தமிழ் বাংলা ไทย",
    "ქართული Հայ עברית አማርኛ",
    "Ελληνικά Русский ﷺ ½ → ★",
)
MARKUP = '#eval("1+1") = Head *bold* _slant_ $x^2$ <label> @reference \\ #include "/etc/passwd" // no */ [[`raw`]]'


def pages(case: Referral) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(Pdf().write(case))).pages]


def squeezed(text: str) -> str:
    return "".join(text.replace(BREAK, "").split())


def test_says_what_it_is_who_and_why(case: Referral) -> None:
    told = squeezed(" ".join(pages(case)))
    for said in (
        NOTICE,
        "id-M1",
        "A paper (2024)",
        "Few prices. Cinemas too.",
        "439.50",
        "ab" * 32,
        "Payers come back",
    ):
        assert squeezed(said) in told
    assert "offender" not in told


def test_every_page_has_its_label_twice_and_its_number(case: Referral) -> None:
    told = pages(case)
    assert len(told) > 1
    for number, page in enumerate(told, 1):
        assert page.count("TLP:AMBER+STRICT") == 2
        assert f"Page {number} of {len(told)}." in page


def test_is_the_same_in_every_folder_and_process(case: Referral, tmp_path: Path) -> None:
    once = Pdf().write(case)
    assert Pdf().write(case) == once
    (tmp_path / "referral.json").write_bytes(Json().write(case))
    program = (
        "import sys, pathlib;"
        "from finpath.referral.writers.json import read; from finpath.referral.writers.pdf import Pdf;"
        "sys.stdout.buffer.write(Pdf().write(read(pathlib.Path('referral.json'))))"
    )
    around = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3]), "TZ": "Asia/Tokyo", "HOME": str(tmp_path)}
    again = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=around, capture_output=True, check=True)
    assert again.stdout == once


def test_its_date_is_that_of_the_case(case: Referral) -> None:
    about = pypdf.PdfReader(io.BytesIO(Pdf().write(case))).metadata
    assert about is not None
    assert about.title == f"Referral {case.id}"
    assert about.creation_date is not None
    assert about.creation_date.date() == case.as_of.date()


def test_a_case_that_ends_within_a_second_has_a_date(case: Referral) -> None:
    late = replace(case, as_of=case.as_of.replace(microsecond=999_999))
    about = pypdf.PdfReader(io.BytesIO(Pdf().write(late))).metadata
    assert about is not None
    assert about.creation_date is not None
    assert about.creation_date.date() == case.as_of.date()


def test_text_of_strangers_is_never_markup(case: Referral) -> None:
    told = squeezed(" ".join(pages(replace(case, against=(MARKUP,), coverage=(MARKUP,)))))
    assert told.count(squeezed(MARKUP)) == 3  # on the first page too


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_name_in_any_script_is_drawn(name: str, case: Referral) -> None:
    assert set(name) <= available_letters() | {" "}
    assert printable_text(name) == name
    assert Pdf().write(replace(case, against=(name,)))  # PDF/A refuses what cannot be drawn


def test_what_no_font_has_is_named_by_its_number(case: Referral) -> None:
    odd = "\x00\x07\u202egnp\ud800\ufffe\U00013000\u1820 Z\u0337\u031b"
    told = " ".join(pages(replace(case, against=(odd,))))
    for sign in ("[U+0000]", "[U+0007]", "[U+202E]gnp", "[U+D800]", "[U+FFFE]", "[U+13000]", "[U+1820]"):
        assert sign in squeezed(told)


def test_an_endless_word_is_broken_and_cut(case: Referral) -> None:
    assert max(map(len, printable_text("x" * 10_000).split(BREAK))) < 30
    assert "(10,000 letters)" in " ".join(pages(replace(case, against=("x" * 10_000,))))


def test_no_font_of_the_machine_is_used() -> None:
    assert font_families()[0] == "Noto Sans"
    assert len(font_families()) == len(set(font_families())) > 20


def test_a_hundred_thousand_rows_are_capped_and_it_says_so(case: Referral) -> None:
    many = tuple(replace(case.evidence[0], transaction_id=f"t-{i}") for i in range(100_000))
    written = Pdf().write(replace(case, evidence=many))
    told = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written)).pages)
    assert "100,000 transactions" in told
    assert f"The first {ROWS:,} are shown here; all are in referral.csv" in " ".join(told.split())
    assert len(written) < 2_000_000


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells what one process holds")
def test_many_documents_hold_no_more_memory_than_a_few(case: Referral, tmp_path: Path) -> None:
    rows = tuple(replace(case.evidence[0], transaction_id=f"t-{i}") for i in range(ROWS))
    (tmp_path / "referral.json").write_bytes(Json().write(replace(case, evidence=rows)))
    program = (
        "import pathlib, dataclasses, resource; from finpath.referral.writers.json import read;"
        "from finpath.referral.writers.pdf import Pdf; case = read(pathlib.Path('referral.json'));"
        "held = lambda: int(pathlib.Path('/proc/self/statm').read_text().split()[1]) * resource.getpagesize() // 10**6;"
        "each = lambda n: len(Pdf().write(dataclasses.replace(case, id=f'g-{n:012}')));"
        "[each(n) for n in range(3)]; few = held(); [each(n) for n in range(3, 15)]; print(held() - few)"
    )
    around = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=around, capture_output=True, check=True)
    assert int(done.stdout) < 100
