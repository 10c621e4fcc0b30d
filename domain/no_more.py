"""That no more messages shall come, as people say it where no button is on the screen."""

from __future__ import annotations

import re

from domain.words import folded, marked_words

_BARE = frozenset(
    map(folded, ("thôi", "thôi khỏi", "thôi đi", "ngưng", "ngưng đi", "ngưng lại", "ngừng", "stop",
                 "ឈប់", "ឈប់ទៅ", "ឈប់ហើយ"))
)  # fmt: skip
"""Said of whatever was said last, so it means this only where no question stands open."""

_WHAT = "nhan tin|gui tin nhan|gui tin|bao tin|nhan|gui|bao"
_ME = "toi|tui|minh|con|em|chau|may nay|so nay"
_VIETNAMESE = re.compile(
    "(?:thoi )?(?:lam on )?(?:em )?"
    f"(?:(?P<firmly>dung co|dung|khoi|ngung|thoi|stop)|khong|hong|ko) (?:{_WHAT})"
    f"(?: (?:cho |toi |voi )?(?:{_ME}))?(?P<again> nua)?(?: (?:nghe|nghen|nha|nhe|di|a|em))*"
)
_RIGHT = "đúng"
"""Without its marks it looks like *đừng*, and means the opposite of it."""

_KHMER = re.compile(
    "(?:សូម)?(?:ឈប់|កុំ|លែង)ផ្ញើ(?:សារ|ដំណឹង)?(?:នេះ)?(?:មក)?(?:ឱ្យ)?(?:ខ្ញុំ)?(?:ទៀត)?(?:ទេ|ហើយ)?"
)


def says_no_more(text: str, *, bare: bool) -> bool:
    """*Đừng gửi tin cho tui nữa*; and where ``bare``, also one word for it: *ngưng*, ឈប់.

    The whole of what was said, or it is about something else: *không nhận tin* alone complains that
    none comes, and wants *nữa* to mean this.
    """
    said = folded(text)
    if bare and said in _BARE:
        return True
    if _KHMER.fullmatch(said.replace(" ", "")):
        return True
    found = _VIETNAMESE.fullmatch(said)
    if _RIGHT in marked_words(text):
        return False
    return found is not None and bool(found["firmly"] or found["again"])
