"""What people say when they are asked whether the money came, and how often they had to go."""

from __future__ import annotations

import pytest

from domain.arrival import UNKNOWN, Came, read_came, read_trips


@pytest.mark.parametrize(
    ("said", "came"),
    [
        ("rồi", Came.YES),
        ("Dạ rồi", Came.YES),
        ("da roi", Came.YES),
        ("có", Came.YES),
        ("lãnh đủ hết", Came.YES),
        ("đủ, không thiếu", Came.YES),
        ("បានហើយ", Came.YES),
        ("ចាស ទទួលហើយ", Came.YES),
        ("chưa", Came.NO),
        ("dạ chưa", Came.NO),
        ("tui chưa lãnh được", Came.NO),
        ("chua co", Came.NO),
        ("đi rồi mà chưa có", Came.NO),
        ("hổng có", Came.NO),
        ("មិនទាន់ទេ", Came.NO),
        ("មិនទាន់បាន", Came.NO),
        ("អត់ទាន់បានទេ", Came.NO),
        ("thiếu", Came.LESS),
        ("có mà thiếu năm chục", Came.LESS),
        ("lãnh chưa đủ", Came.LESS),
        ("បានតែខ្វះ", Came.LESS),
        ("មិនគ្រប់", Came.LESS),
        ("đã nhận", Came.YES),
        ("bị trừ tiền", Came.LESS),
        ("bà chưa lãnh", Came.NO),
        ("bà mất rồi", None),
        ("bà chết rồi", None),
        ("khi nào có tiền", None),
        ("chừng nào được lãnh", None),
        ("tui quên rồi", None),
        ("Không nhớ", None),
        ("lãnh rồi mà bị lấy mất", None),
        ("bấm lộn rồi", None),
        ("ភ្លេចហើយ", None),
        ("មានលុយហើយឬនៅ", None),
        ("không hiểu", None),
        ("không cần hỏi nữa", None),
        ("hôm nay lãnh được không", None),
        ("tiền về chưa", None),
        ("rồi?", None),
        ("មិនចាំទេ", None),
        ("អត់យល់", None),
        ("không biết", None),
        ("chắc rồi", None),
        ("មិនដឹងទេ", None),
        ("An Cư", None),
        ("hello", None),
        ("", None),
    ],
)
def test_whether_it_came(said: str, came: Came | None) -> None:
    assert read_came(said) is came


@pytest.mark.parametrize(
    ("said", "trips"),
    [
        ("hai lần", "2"),
        ("hai", "2"),
        ("dạ ba lần", "3"),
        ("đi 2 lần", "2"),
        ("២ដង", "2"),
        ("12", "4"),
        ("bà đi hai lần", "2"),
        ("hai ba lần", "3"),
        ("nhiều lần", "4"),
        ("ពីរដង", "2"),
        ("បី", "3"),
        ("ម្ដង", "1"),
        ("không đi lần nào", "0"),
        ("មិនបានទៅទេ", "0"),
        ("quên rồi", UNKNOWN),
        ("không nhớ", UNKNOWN),
        ("មិនចាំទេ", UNKNOWN),
        ("năm nay", None),
        ("tháng 11", None),
        ("1948", None),
        ("bà", None),
        ("ba", "3"),
        ("bon lan", "4"),
        ("năm lần", "4"),
        ("từ hôm qua", None),
        ("", None),
    ],
)
def test_how_many_times(said: str, trips: str | None) -> None:
    assert read_trips(said) == trips
