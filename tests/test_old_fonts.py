"""Text of old fonts becomes Unicode where it is of one, and only there."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.old_fonts import Font, OldFont, Reader
from domain.syllables import is_syllable

SYLLABLES = """
Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Võ Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Lâm Mai Cao Châu
Tô Thái Lương Hà Tạ Quách Kiều La Từ Triệu Đoàn Văn Thạch Sơn Kim Danh Thị Ánh Ái Ân Ấn Ẩn Bằng Bảo
Bé Bích Bửu Bộ Cẩm Chấn Chế Chiến Cúc Cường Diễm Diệp Dũng Dục Đạt Đức Gấm Giang Giàu Hạnh Hảo Hằng
Hẹn Hiển Hiệp Hòa Hoà Hoài Hoằng Hợp Huệ Hưng Hữu Khải Khánh Khoa Khuê Kỳ Lập Lệ Liễu Lợi Luyến Lượm
Mãi Mẫn Mến Mỹ Nết Nghĩa Nguyệt Nhẫn Nhỏ Những Nở Nữ Oanh Phượng Phước Quảng Quỳnh Quý Quốc Rí Sáu
Sỹ Tám Tẻo Thắm Thẳng Thuận Thúy Thuỷ Thưởng Tĩnh Tỵ Tuyết Út Ửng Uyên Vẹn Việt Vững Xoài Xuyến Yến
Ỷ ớt ựa ỉ ị ễnh ẵm ổi ống ẩm ướt kỵ lọ quẻ gìn giặt giếng khuỷu ngoẹo toẹt
"""
WORDS = SYLLABLES.split()
NAMES = [f"{family} {WORDS[(at * 7 + 3) % 130]} {WORDS[(at * 13 + 40) % 150]}"
         for at, family in enumerate(WORDS[:38] * 3)]  # fmt: skip

# As two keyboards wrote them, kept apart from the tables that read them.
TCVN3 = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC,
    "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6, "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA,
    "ậ": 0xCB, "đ": 0xAE, "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ê": 0xAA,
    "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC,
    "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ô": 0xAB,
    "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9, "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB,
    "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
    "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA, "ỷ": 0xFB,
    "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE, "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5,
    "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
VNI_TONES = {"\u0301": 0xF9, "\u0300": 0xF8, "\u0309": 0xFB, "\u0303": 0xF5, "\u0323": 0xEF}
VNI_HATS = {
    "": 0xE2,
    "\u0301": 0xE1,
    "\u0300": 0xE0,
    "\u0309": 0xE5,
    "\u0303": 0xE3,
    "\u0323": 0xE4,
}
VNI_BREVES = {
    "": 0xEA,
    "\u0301": 0xE9,
    "\u0300": 0xE8,
    "\u0309": 0xFA,
    "\u0303": 0xFC,
    "\u0323": 0xEB,
}
VNI_ALONE = {
    "đ": 0xF1, "ơ": 0xF4, "ư": 0xF6, "í": 0xED, "ì": 0xEC, "ỉ": 0xE6, "ĩ": 0xF3, "ị": 0xF2,
    "ỵ": 0xEE,
}  # fmt: skip


def in_tcvn3(text: str) -> bytes:
    """Large letters with tones are small ones there, drawn large by another font."""
    return b"".join(
        bytes([TCVN3[one if one in TCVN3 else one.lower()]]) if not one.isascii() else one.encode()
        for one in text
    )


def in_vni(text: str) -> bytes:
    return b"".join(map(_vni_letter, text))


def _vni_letter(letter: str) -> bytes:
    if letter.isascii():
        return letter.encode()
    small = letter.lower()
    written = _vni_small(small)
    if small == letter:
        return written
    return bytes(byte - 0x20 for byte in written)  # Latin-1 has its capitals 32 below


def _vni_small(letter: str) -> bytes:
    if letter in VNI_ALONE:
        return bytes([VNI_ALONE[letter]])
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = "".join(mark for mark in marks if mark in VNI_TONES)
    if "\u0302" in marks:
        return base.encode() + bytes([VNI_HATS[tone]])
    if "\u0306" in marks:
        return base.encode() + bytes([VNI_BREVES[tone]])
    if "\u031b" in marks:
        return bytes([VNI_ALONE["ơ" if base == "o" else "ư"], VNI_TONES[tone]])
    return base.encode() + bytes([VNI_TONES[tone]])


def read_all(texts: Iterable[str]) -> list[str]:
    told = list(texts)
    reader = Reader.of((0, text) for text in told)
    return [reader.read(text) for text in told]


def test_the_words_of_this_test_are_syllables() -> None:
    assert [word for word in WORDS if not is_syllable(word)] == []


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("texts", [WORDS, NAMES])
def test_a_sheet_in_vni(texts: list[str], encoding: str) -> None:
    assert read_all(in_vni(text).decode(encoding) for text in texts) == texts
    large = [text.upper() for text in texts]
    assert read_all(in_vni(text).decode(encoding) for text in large) == large


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("texts", [WORDS, NAMES])
def test_a_sheet_in_tcvn3(texts: list[str], encoding: str) -> None:
    """Its large letters with tones come out small: only the name of the font tells them."""
    read = read_all(in_tcvn3(text).decode(encoding) for text in texts)
    assert [text.lower() for text in read] == [text.lower() for text in texts]
    small = [text.lower() for text in texts]
    assert read_all(in_tcvn3(text).decode(encoding) for text in small) == small


def test_a_sheet_in_capitals_in_tcvn3() -> None:
    large = [name.upper() for name in NAMES if len(name) > 8]
    assert read_all(in_tcvn3(name).decode("latin-1") for name in large) == large


@pytest.mark.parametrize("texts", [WORDS, NAMES, [name.upper() for name in NAMES]])
def test_unicode_is_left_alone(texts: list[str]) -> None:
    assert read_all(texts) == texts
    for text in texts:
        assert Reader().read(text) == text
        apart = unicodedata.normalize("NFD", text)
        assert Reader().read(apart) == apart


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.sampled_from([in_tcvn3, in_vni])
)
def test_a_text_alone_is_read_right_or_left_as_it_is_or_refused(
    words: list[str], encode: Callable[[str], bytes]
) -> None:
    text = " ".join(words)
    written = encode(text).decode("latin-1")
    try:
        read = Reader().read(written)
    except OldFont:
        return
    assert read == written or read.lower() == text.lower()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("TrÇn ThÞ B", "Trần Thị B"),
        ("NGUYÔN V¡N A", "NGUYỄN VĂN A"),
        ("Hä vµ tªn", "Họ và tên"),
        ("Sè tiÒn", "Số tiền"),
        ("NguyÔn\u00a0V¨n An", "Nguyễn\u00a0Văn An"),
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("D­¬ng V¨n S¸u, Êp 3", "Dương Văn Sáu, ấp 3"),
        ("Nguyeãn Vaên A", "Nguyễn Văn A"),
        ("NGUYEÃN VAÊN AÙNH", "NGUYỄN VĂN ÁNH"),
        ("Hoï vaø teân", "Họ và tên"),
        ("Tònh Bieân", "Tịnh Biên"),
        ("Traàn Thò Haïnh", "Trần Thị Hạnh"),
    ],
)
def test_what_one_text_says_for_certain(written: str, meant: str) -> None:
    assert Reader().read(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Nguyen Van A", "089150000001", "", "Bé", "Hoà", "Lê Võ Trí", "Nam Á", "Néang Sóc Kha",
        "Neáng Sôk", "Bôt", "Chau Kốt", "ដារា", "ស្រី ណា 12", "Müller", "François", "Zürich", "José",
        "naïve", "Björn", "Señor", "Noël", "René", "café", "© 2026", "5 µg", "20°C", "«abc»",
        "Ðinh", "Ðình Hảo", "“Bé”", "Ap\u00ad 3", "Nguy\u00e1\u00bb\u2026n",
        "Nguy?n", "Nguy\ufffdn",        "½", "m²", "3×4", "· Khom 3", "A\u0301nh",
    ],
)  # fmt: skip
def test_what_is_no_old_font_is_left_alone(text: str) -> None:
    assert Reader().read(text) == text


def test_what_may_be_both_goes_by_its_column_then_by_the_sheet() -> None:
    unsure = "Bé"  # in TCVN3: Bộ
    assert Reader().read(unsure) == "Bé"
    sheet = Reader.of([(0, "TrÇn ThÞ"), (0, "NguyÔn"), (1, "Nguyễn"), (1, "Trần")])
    assert sheet.read(unsure, 0) == "Bộ"
    assert sheet.read(unsure, 1) == "Bé"
    with pytest.raises(OldFont):
        sheet.read(unsure, 2)
    assert Reader.of([(0, "TrÇn ThÞ")]).read(unsure, 2) == "Bộ"


def test_a_column_of_both_is_refused_only_where_it_is_unsure() -> None:
    mixed = Reader.of([(0, "TrÇn ThÞ"), (0, "NguyÔn"), (0, "Nguyễn"), (0, "Trần")])
    assert mixed.read("NguyÔn", 0) == "Nguyễn"
    assert mixed.read("Trần", 0) == "Trần"
    assert mixed.read("An", 0) == "An"
    with pytest.raises(OldFont):
        mixed.read("Bé", 0)


def test_a_heading_in_unicode_says_nothing_of_what_stands_beneath() -> None:
    column = Reader.of([(0, "Họ tên"), (0, "TrÇn ThÞ"), (0, "NguyÔn")])
    assert column.read("Bé", 0) == "Bộ"
    assert column.read("500.000 ®", 1) == "500.000 đ"
    assert Reader.of([(0, "Họ tên"), (1, "Trần")]).read("500.000 ®", 0) == "500.000 ®"


def test_a_text_that_only_vni_makes_words_of_may_still_be_a_name() -> None:
    with pytest.raises(OldFont):
        Reader().read("Neáp")
    assert Reader.of([(0, "Nguyễn")]).read("Neáp") == "Neáp"
    assert Reader.of([(0, "Nguyeãn Vaên")]).read("Neáp") == "Nếp"


def test_khmer_names_go_with_their_sheet() -> None:
    old = Reader.of((0, in_tcvn3(name).decode("latin-1")) for name in NAMES)
    assert old.read("NÐang Kha") == "Néang Kha"
    vni = Reader.of((0, in_vni(name).decode("latin-1")) for name in NAMES)
    assert vni.read("Neùang Kha") == "Néang Kha"
    new = Reader.of((0, name) for name in NAMES)
    assert new.read("Néang Sóc Kha") == "Néang Sóc Kha"


def test_which_fonts_were_met() -> None:
    assert Reader.of([(0, "Trần"), (1, "Bé")]).fonts == frozenset()
    assert Reader.of([(0, "TrÇn"), (1, "Nguyeãn Vaên")]).fonts == {Font.TCVN3, Font.VNI}


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    reader = Reader.of([(0, "TrÇn ThÞ"), (0, text)])
    for column in (0, 1):
        try:
            reader.read(text, column)
        except OldFont:
            continue


def test_syllables() -> None:
    some = "gì gìn giếng giặt quý quốc nghiêng khuya hòa hoà thúy thuý"
    none = "Néang ngiêng ceo kan Bôt bàc toàat thuúy ngh b µm vĕ"
    assert [word for word in some.split() if not is_syllable(word)] == []
    assert [word for word in some.upper().split() if not is_syllable(word)] == []
    assert [word for word in none.split() if is_syllable(word)] == []
