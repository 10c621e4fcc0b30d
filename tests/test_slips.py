"""Printed slips: what stands on them, in which order, and that a phone finds its way."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from PIL import Image
from pypdf import PageObject, PdfReader

from bot.paper.slip import Slip
from bot.paper.slips import INSTRUCTIONS, Sheets, slips_pdf
from domain.qr import QUIET, code_link, qr_boxes, qr_png
from handlers.language import say

PAGE = "https://ansinh.example.vn"
BOT = "ansinh_bot"
HEADING = "Bưu điện văn hóa xã Văn Giáo"
NAMES = ("Chau Sóc Kha", "Nguyễn Thị Hoàng Phượng Uyên", "Néang Sà Rươn", "Lê Ẫm Ợ Ỹ Ặng")
WIDEST = "MWMWMWMW"
POINT = 25.4 / 72
"""Millimetres."""


def slip(number: int, code: str = "", carer: bool = False, bot: str = BOT) -> Slip:
    code = code or f"DAWN{3000 + number}"
    link = code_link(code, PAGE, bot)
    name = NAMES[number % len(NAMES)]
    return Slip(code, link, name, number, carer, date(2026, 12, 5))


def alone(one: Slip) -> bytes:
    return slips_pdf((one,), "")


def pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("public_url", "bot", "link"),
    [
        (PAGE, "", "https://ansinh.example.vn/#code=DAWN3467"),
        (PAGE + "/", "", "https://ansinh.example.vn/#code=DAWN3467"),
        ("https://example.vn/ansinh", "", "https://example.vn/ansinh/#code=DAWN3467"),
        (PAGE, BOT, "https://t.me/ansinh_bot?start=DAWN3467"),
        ("", "@ansinh_bot", "https://t.me/ansinh_bot?start=DAWN3467"),
    ],
)
def test_a_code_leads_to_the_bot_or_else_to_the_page(public_url: str, bot: str, link: str) -> None:
    assert code_link("DAWN3467", public_url, bot) == link


def test_a_code_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="public URL"):
        code_link("DAWN3467", "")


def test_a_link_carries_nothing_but_the_code_and_a_page_keeps_it_from_the_server() -> None:
    telegram, page = (urlsplit(code_link("DAWN3467", PAGE, bot)) for bot in (BOT, ""))
    assert parse_qs(telegram.query, strict_parsing=True) == {"start": ["DAWN3467"]}
    assert parse_qs(page.fragment, strict_parsing=True) == {"code": ["DAWN3467"]}
    assert (telegram.fragment, page.query) == ("", "")


def matrix(link: str) -> list[list[bool]]:
    rows = segno.make_qr(link, error="m", boost_error=False).matrix
    return [[bool(dark) for dark in row] for row in rows]


@pytest.mark.parametrize("bot", [BOT, ""])
def test_the_picture_is_the_code_with_white_around_it(bot: str) -> None:
    link = code_link("DAWN3467", PAGE, bot)
    png = qr_png(link)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) <= 8000
    picture = Image.open(io.BytesIO(png)).convert("L")
    expected = matrix(link)
    side = len(expected) + 2 * QUIET
    module = picture.width // side
    assert picture.size == (side * module, side * module)
    assert picture.width >= 400

    def dark(row: int, column: int) -> bool:
        return picture.getpixel((int((column + 0.5) * module), int((row + 0.5) * module))) == 0

    seen = [[dark(row, column) for column in range(side)] for row in range(side)]
    inside = slice(QUIET, -QUIET)
    assert [row[inside] for row in seen[inside]] == expected
    assert sum(map(sum, seen)) == sum(map(sum, expected)), "nothing dark in the quiet zone"


def test_boxes_are_the_same_code() -> None:
    link = slip(1).link
    boxes = qr_boxes(link)
    assert painted([(box.left, box.top, box.width) for box in boxes.black], boxes.size) == matrix(
        link
    )


def painted(runs: list[tuple[int, int, int]], size: int) -> list[list[bool]]:
    rows = [[False] * size for _ in range(size)]
    for left, top, width in runs:
        rows[top][left : left + width] = [True] * width
    return rows


@pytest.mark.parametrize("bot", [BOT, ""])
def test_what_is_drawn_on_paper_is_the_code_big_enough_and_with_white_around_it(bot: str) -> None:
    one = slip(1, bot=bot)
    drawn = rectangles(pages(alone(one))[0])
    left, top = min(x for x, _, _, _ in drawn), max(y for _, y, _, _ in drawn)
    size = len(matrix(one.link))
    module = min(height for _, _, _, height in drawn)
    assert module * POINT > 0.5, "millimetres: an old phone's camera from a hand's distance"
    runs = [
        (round((x - left) / module), round((top - y) / module), round(width / module))
        for x, y, width, _ in drawn
    ]
    assert painted(runs, size) == matrix(one.link)
    right, bottom = left + size * module, top - size * module
    quiet = QUIET * module
    for _, x, y in texts(pages(alone(one))[0]):
        beside = x < right + quiet and bottom - quiet < y < top + quiet
        assert not (beside and x > left - quiet)


def rectangles(page: PageObject) -> list[tuple[float, float, float, float]]:
    """Filled ones: left, top, width, height in points."""
    contents = page.get_contents()
    assert contents is not None
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) -([\d.]+) re f", contents.get_data())
    return [(float(x), float(y), float(width), float(height)) for x, y, width, height in found]


def texts(page: PageObject) -> Iterator[tuple[str, float, float]]:
    """What is written and where its first letter stands, in points from the lower left."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip():
            found.append((text.strip(), matrix[4], matrix[5]))

    page.extract_text(visitor_text=visit)
    yield from found


def test_a_slip_says_all_that_is_needed_in_both_languages() -> None:
    text = pages(alone(slip(12, "DAWN3467")))[0].extract_text()
    assert "DAWN 3467" in text
    assert "t.me/ansinh_bot" in text
    assert "05/12/2026" in text
    assert "12" in text.splitlines()[0]
    vietnamese, khmer = (
        " ".join(say(one, language) for one in INSTRUCTIONS) for language in ("vi", "km")
    )
    assert vietnamese in " ".join(text.split())
    assert consonants(khmer) in consonants(text)


def consonants(text: str) -> str:
    """In the order of writing; a PDF keeps vowels and subscripts where they are seen."""
    return "".join(re.findall("[ក-អ]", text))


def test_khmer_is_shaped() -> None:
    """A subscript stands below its consonant and takes no room of its own; the vowel េ does."""
    sheets = Sheets()
    sheets.set_font("khmer", size=11)
    assert sheets.get_string_width("ក្ក") == sheets.get_string_width("ក")
    assert sheets.get_string_width("កេ") > sheets.get_string_width("ក")
    sheets.output()  # which closes the fonts


def test_the_page_to_open_by_hand_is_printed_without_the_code() -> None:
    text = pages(alone(slip(1, bot="")))[0].extract_text()
    assert "ansinh.example.vn\n" in text
    assert "code=" not in text


def test_a_slip_for_who_collects_says_so_to_the_clerk() -> None:
    own, carer = (pages(alone(slip(1, carer=is_carer)))[0] for is_carer in (False, True))
    assert "người nhận thay" in carer.extract_text()
    assert "người nhận thay" not in own.extract_text()


def test_eight_to_a_sheet_in_the_order_of_calling() -> None:
    slips = [slip(number, carer=number % 3 == 0) for number in range(1, 18)]
    sheets = [page.extract_text() for page in pages(slips_pdf(slips, HEADING))]
    codes = [re.findall(r"DAWN (\d{4})", sheet) for sheet in sheets]
    assert [len(one) for one in codes] == [8, 8, 1]
    assert list(chain(*codes)) == [str(3000 + number) for number in range(1, 18)]
    assert [sheet.count(HEADING) for sheet in sheets] == [8, 8, 1]
    first = {text: (x, y) for text, x, y in texts(pages(slips_pdf(slips, ""))[0])}
    one, two, three = (first[f"DAWN 300{number}"] for number in (1, 2, 3))
    assert (one[0] < two[0], one[1] == two[1]) == (True, True), "left to right"
    assert (one[0] == three[0], one[1] > three[1]) == (True, True), "then down"


def test_the_strip_that_is_cut_off_holds_the_name_and_nothing_below_it_does() -> None:
    page = pages(alone(slip(1)))[0]
    places = {text: y for text, _, y in texts(page)}
    tear = float(page.mediabox.height) - (5 + 9) / POINT
    assert places[NAMES[1]] > tear
    assert places["DAWN 3001"] < tear
    assert page.extract_text().count("Uyên") == 1


def test_the_longest_of_everything_stays_on_its_slip_and_the_code_big() -> None:
    slips = [slip(188 + 4 * place, WIDEST, carer=True, bot="x" * 32) for place in range(8)]
    slips = [
        Slip(one.code, one.link, NAMES[1] + " " + NAMES[1], one.number, True, one.valid_until)
        for one in slips
    ]
    page = pages(slips_pdf(slips, HEADING * 3))[0]
    height = float(page.mediabox.height)
    for text, x, y in texts(page):
        down = ((height - y) * POINT - 5) % 71.75
        assert 3 < down < 69.5, text
        assert x * POINT % 105 > 4.9, text
    contents = page.get_contents()
    assert contents is not None
    sizes = [float(size) for size in re.findall(rb"/F\d+ ([\d.]+) Tf", contents.get_data())]
    assert sum(24 <= size <= 32 for size in sizes) == 8, "eight codes of at least 24 points"


def test_body_text_is_never_smaller_than_old_eyes_read() -> None:
    contents = pages(alone(slip(1)))[0].get_contents()
    assert contents is not None
    sizes = {float(size) for size in re.findall(rb"/F\d+ ([\d.]+) Tf", contents.get_data())}
    assert sizes <= {11.0, 14.0, 32.0}


def test_every_letter_has_its_shape_in_the_fonts() -> None:
    """Letter 0 is the empty box that stands for what a font does not have."""
    vietnamese = "ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰỲÝỶỸỴĐ"
    one = slip(1)
    named = Slip(one.code, one.link, vietnamese + vietnamese.lower(), 1, True, one.valid_until)
    contents = pages(alone(named))[0].get_contents()
    assert contents is not None
    assert b"(\\000\\000" not in contents.get_data()
    assert vietnamese in pages(alone(named))[0].extract_text()


def test_the_same_slips_make_the_same_file_which_tells_nothing_of_itself() -> None:
    slips = [slip(number) for number in range(1, 10)]
    pdf = slips_pdf(slips, HEADING)
    assert pdf == slips_pdf(slips, HEADING)
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata == {"/CreationDate": "D:20000101000000Z"}
    assert reader.xmp_metadata is None
    assert reader.attachments == {}


def test_no_letter_of_a_name_gets_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    alone(slip(1))
    assert caplog.records == []


def test_no_slips_make_no_sheet() -> None:
    with pytest.raises(ValueError, match="no slip"):
        slips_pdf([], HEADING)
