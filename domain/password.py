"""A password or PIN that is told in words: where it stands in what somebody wrote.

Digits are told by how many there are; a word is told only by what stands before it. Whoever asks
about a password, or tells what became of it, has told none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.case import is_number
from domain.link_code import is_code
from domain.words import words

_HEAD = (
    r"(?:mat *(?:khau|ma)|pass(?:word|code)?"
    r"|ពាក្យ *(?:សម្ងាត់|សំងាត់)|លេខ *(?:សម្ងាត់|សំងាត់))"
)
_NUMBERED = r"(?:o[.\-]?t[.\-]?p|pin|ma *(?:xac *(?:thuc|minh|nhan)|pin)|mk|លេខ *(?:កូដ|កូត)|កូដ)"
_WHOSE = (
    r"(?: *(?:cua|toi|tui|tao|em|con|chau|minh|ba|ma|ong|me|noi|ngoai|nha|ngan hang|the|tai khoan"
    r"|tk|atm|app|dien thoai|dang nhap|moi|cu|nay|do|no|va)(?![a-z])"
    r"| *(?:របស់|ខ្ញុំ|យើង|យាយ|តា|កាត|គណនី|atm))*"
)
_IS = r" *(?:(?:dat |doi )?(?:la|thanh)(?![a-z])|[:=៖]|គឺ) *[:=\"'“”«]* *"
_WORD = r"[^\s•,;…]+"
_SO_MANY = r"(?!\d{1,2} (?:so|chu|ky|lan|nam|thang|ngay|phut)(?![a-z]))"
_TOLD = re.compile(
    rf"(?<![a-z]){_HEAD}(?![a-z]){_WHOSE}{_IS}{_SO_MANY}(?P<told>{_WORD}(?: +{_WORD}){{0,5}})"
)
_NO_SIGNS = r"\d+(?:(?:k|tr|d|dong|h|g|ngan|so|lan|nam|thang|ngay)(?![a-z])|xx)"
_MIXED = re.compile(
    rf"(?<![a-z])(?:{_HEAD}|mk|pin)(?![a-z]){_WHOSE}(?:{_IS}| *ជា *| +)"
    rf"(?P<told>(?=[^\s•,;]*\d)(?=[^\s•,;]*[a-z])(?!{_NO_SIGNS})[a-z0-9@#$%&*_!.+\-]{{4,}})"
)
"""A word with a digit in it is one also where nothing says so. *540k* is an amount, *9704xx55* a
card."""

_NUMBER = "khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi"
_NUMBER_KM = "សូន្យ|ប្រាំ(?:មួយ|ពីរ|បី|បួន)?|មួយ|ពីរ|បី|បួន"
_COUNTED = re.compile(
    rf"(?<![a-z])(?:{_HEAD}|{_NUMBERED})(?![a-z]){_WHOSE}(?:{_IS}| +)"
    rf"(?P<told>(?:{_NUMBER})(?: (?:{_NUMBER})(?![a-z])){{3,}}|(?:(?:{_NUMBER_KM}) ?){{4,}})"
)

_ORDINARY = frozenset(
    words(
        "gi sao bao bi bieu cai chi chua co con cua cung dang dat dau day de do doi dung duoc em"
        " ghi giu hay hoi hong khac khi khoa khong la lam lay ma may mat minh moi mot nao nay ngan"
        " ngay nguoi nhap nho nhu nhung ong anh ba ai phai quan quen rieng roi sai sinh so tai ten"
        " the thi toi trong tu tui tuy vay van xai in o an bai can nam thu sdt dien nha cho nhieu"
        " chinh thong"
    )
)
"""What somebody says of a password with, and not what one is."""

_ORDINARY_KM = re.compile("អ្វី|អី|ប៉ុន្មាន|យ៉ាង|ណា|មិន|អត់|ទេ|រឿង|ខុស|ភ្លេច|សំខាន់")
_GOES_ON = frozenset(words("ma nhung coi gium dum giup sao vo vao nha nghen nhe a ne duoc thi roi"))
"""Where the sentence goes on after it."""

_ENDS = re.compile(r"[.!?]+$")


_SPOKEN_OF = re.compile(r"mat *(?:khau|ma)|pass|mk|pin|o[.\-]?t[.\-]?p|ma *xac|(?:ម្|ំ)ងាត់|កូ[ដត]")


def told_in_words(said: str) -> Iterator[tuple[int, int]]:
    """From where to where, in bare small letters (*mat khau tui la hoahong*)."""
    if _SPOKEN_OF.search(said) is None:
        return
    for found in _MIXED.finditer(said):
        if not _is_of_ours(found["told"]):
            yield found.span("told")
    yield from (found.span("told") for found in _COUNTED.finditer(said))
    for found in _TOLD.finditer(said):
        end = _end(found["told"])
        if end:
            yield found.start("told"), found.start("told") + end


def _is_of_ours(word: str) -> bool:
    """A link code or the number of a request."""
    return is_code(word.upper()) or is_number(word)


def _is_none(word: str) -> bool:
    ordinary = word in _ORDINARY or _ORDINARY_KM.search(word) is not None
    return ordinary or _is_of_ours(word)


def _end(told: str) -> int:
    """Of the words that are the password; 0 where they are none."""
    end = 0
    for word in re.finditer(r"\S+", told):
        bare = _ENDS.sub("", word[0])
        if not bare or (bare in _GOES_ON if end else _is_none(bare)):
            break
        end = word.start() + len(bare)
        if bare != word[0]:
            break
    return end
