"""Numbers, names and dates of papers, as people write them, held against a record."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import (
    Birth,
    IdFlag,
    IdState,
    Precision,
    born_in,
    digits_of,
    ending,
    flags_of,
    is_buddhist,
    kept_birth,
    read_account_number,
    read_birth,
    read_citizen_id,
    read_name,
    same_name,
    sex_in,
)
from domain.person import Sex
from domain.phone import PhoneState, canonical, read_phone

TODAY = date(2026, 11, 24)
HERS = "089145012345"


@pytest.mark.parametrize(
    ("written", "state", "number"),
    [
        (HERS, IdState.WHOLE, HERS),
        ("089 145 012 345", IdState.WHOLE, HERS),
        ("089.145.012.345", IdState.WHOLE, HERS),
        ("O89145O12345", IdState.WHOLE, HERS),
        ("០៨៩១៤៥០១២៣៤៥", IdState.WHOLE, HERS),
        ("089145\u200b012345", IdState.WHOLE, HERS),
        ("89145012345", IdState.LOST_ZERO, HERS),
        ("91 145 012 345", IdState.LOST_ZERO, "091145012345"),
        ("88145012345", IdState.WRONG_LENGTH, ""),
        ("351234567", IdState.OLD_CARD, ""),
        ("35123456", IdState.OLD_CARD, ""),
        ("8,9145E+10", IdState.ROUNDED, ""),
        ("8.9145e10", IdState.ROUNDED, ""),
        ("0891450123456", IdState.WRONG_LENGTH, ""),
        ("08914501234", IdState.WRONG_LENGTH, ""),
        ("không có", IdState.NO_NUMBER, ""),
        ("²²²²²²²²²²²²", IdState.NO_NUMBER, ""),
        ("", IdState.NO_NUMBER, ""),
    ],
)
def test_a_citizen_id_as_it_is_written(written: str, state: IdState, number: str) -> None:
    read = read_citizen_id(written)
    assert (read.state, read.number) == (state, number)


def test_a_citizen_id_says_where_when_and_who() -> None:
    assert (born_in(HERS), sex_in(HERS)) == (1945, Sex.FEMALE)
    assert (born_in("089213012345"), sex_in("089213012345")) == (2013, Sex.MALE)
    assert (born_in("001399000001"), sex_in("001399000001")) == (2099, Sex.FEMALE)


@pytest.mark.parametrize(
    ("number", "year", "sex", "flags"),
    [
        (HERS, 1945, Sex.FEMALE, ()),
        (HERS, 1954, Sex.FEMALE, (IdFlag.OTHER_YEAR,)),
        (HERS, 1945, Sex.MALE, (IdFlag.OTHER_SEX,)),
        ("003145012345", 1945, Sex.FEMALE, (IdFlag.UNKNOWN_PROVINCE,)),
        ("120145012345", 1945, Sex.FEMALE, ()),
        ("000045012345", 1954, Sex.FEMALE, tuple(IdFlag)),
    ],
)
def test_what_does_not_fit_is_flagged_and_no_more(
    number: str, year: int, sex: Sex, flags: tuple[IdFlag, ...]
) -> None:
    assert flags_of(number, year, sex) == flags


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(1906, 2026), st.sampled_from(Sex))
def test_every_number_of_twelve_digits_is_taken(number: str, year: int, sex: Sex) -> None:
    assert read_citizen_id(number).number == number
    assert set(flags_of(number, year, sex)) <= set(IdFlag)


@pytest.mark.parametrize(
    ("written", "state", "number"),
    [
        ("0912 345 678", PhoneState.VALID, "0912345678"),
        ("+84 912.345.678", PhoneState.VALID, "0912345678"),
        ("0084912345678", PhoneState.VALID, "0912345678"),
        ("0168 234 5678", PhoneState.CONVERTIBLE_2018, "0382345678"),
        ("0296 3 852 147", PhoneState.FIXED_LINE, "02963852147"),
        ("091234567", PhoneState.WRONG_LENGTH, ""),
        ("09123456789", PhoneState.WRONG_LENGTH, ""),
        ("0412345678", PhoneState.IMPOSSIBLE_PREFIX, ""),
        ("chưa có", PhoneState.WRONG_LENGTH, ""),
    ],
)
def test_what_a_phone_number_is_worth(written: str, state: PhoneState, number: str) -> None:
    read = read_phone(written)
    assert (read.state, read.number) == (state, number)
    reached = state in {PhoneState.VALID, PhoneState.CONVERTIBLE_2018}
    assert canonical(written) == (number if reached else None)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0012 3456 7890", "0012345678 90".replace(" ", "")),
        ("00123456", "00123456"),
        ("NAB-0012345", "NAB0012345"),
        ("12345", None),
        ("1" * 21, None),
        ("1,2345E+11", None),
        ("số tài khoản", None),
        ("០០១២៣៤៥៦", "00123456"),
    ],
)
def test_an_account_number_keeps_its_zeros(written: str, number: str | None) -> None:
    assert read_account_number(written) == number


def test_whose_account_it_is_is_compared_without_marks() -> None:
    assert same_name("NEANG SOC KHA", "Néang Sóc Kha")
    assert not same_name("NEANG SOC KHA", "Néang Sóc Kho")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Néang Kim Phượne", "Néang Kim Phượne"),
        ("  chau   sóc khone ", "Chau Sóc Khone"),
        ("NÉANG SA RIM", "Néang Sa Rim"),
        ("Chau sóc Khone", "Chau sóc Khone"),
        ("Ne\u0301ang Sa", "Néang Sa"),
        ("នាង សុខា", "នាង សុខា"),
        ("Kim", "Kim"),
        ("K", None),
        ("a" * 61, None),
        ("Néang 5", None),
        ("0912345678", None),
        ("", None),
    ],
)
def test_a_name_is_kept_letter_by_letter(written: str, name: str | None) -> None:
    assert read_name(written) == name


@pytest.mark.parametrize(
    ("written", "kept", "precision"),
    [
        ("1945", "1945", Precision.YEAR),
        ("sn 45", "1945", Precision.YEAR),
        ("២០០៩", "2009", Precision.YEAR),
        ("19", "2019", Precision.YEAR),
        ("3/1945", "1945-03", Precision.MONTH),
        ("17/3/1945", "1945-03-17", Precision.DAY),
        ("ngày 17 tháng 3 năm 1945", "1945-03-17", Precision.DAY),
        ("1945-03-17", "1945-03-17", Precision.DAY),
    ],
)
def test_a_birth_is_as_precise_as_it_was_said(
    written: str, kept: str, precision: Precision
) -> None:
    read = read_birth(written, TODAY)
    assert read is not None
    assert (str(read), read.precision) == (kept, precision)
    assert kept_birth(kept) == read


@pytest.mark.parametrize(
    "written", ["", "1899", "2027", "30/2/1950", "13/1945", "25/11/2026", "hồi xưa", "0/1950", "5"]
)
def test_what_can_be_no_birth_is_not_read(written: str) -> None:
    assert read_birth(written, TODAY) is None


def test_a_first_of_january_may_be_the_year_alone() -> None:
    assert Birth(1945, 1, 1).only_the_year
    assert not Birth(1945).only_the_year
    assert Birth(1945, 1, 1).on == date(1945, 1, 1)
    assert Birth(1945, 3).on is None


def test_a_year_as_monks_count_it_is_known_as_such() -> None:
    assert is_buddhist("2488")
    assert is_buddhist("ព.ស. ២៤៨៨")
    assert not is_buddhist("1945")
    assert read_birth("2488", TODAY) is None


def test_no_more_of_a_number_is_shown_than_its_end() -> None:
    assert ending(HERS) == "345"
    assert digits_of(" 089-145 012.345 ") == HERS


@pytest.mark.parametrize("value", ["", "45", "1945-3", "x"])
def test_what_was_kept_otherwise_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no birth"):
        kept_birth(value)
