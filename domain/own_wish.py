"""What somebody wants, without the words that only say who wants it, and how politely."""

from __future__ import annotations

import re

from domain.words import folded, has_khmer, has_vietnamese_marks, marked, marked_words

_WHO = ("tôi", "tui", "em", "con", "cháu", "mình")
_WANTS = ("cho", "muốn", "xin", "nhờ")
_ASKS = ("giùm", "dùm", "giúp")
_KINDLY = ("nha", "nghen", "nhé", "ạ", "với", "đi con", "đi em", "con ơi", "em ơi")


def _pattern(*, with_marks: bool) -> re.Pattern[str]:
    of = marked if with_marks else folded
    who, wants, asks, kindly = ("|".join(map(of, some)) for some in (_WHO, _WANTS, _ASKS, _KINDLY))
    return re.compile(
        rf"(?:(?:{who}) )*(?P<wants>(?:(?:{wants}|{who}) )*)(?P<what>.+?)"
        rf"(?P<asks>(?: (?:{asks}))*)(?: (?:{kindly}|{who}))*"
    )


_MARKED, _BARE = _pattern(with_marks=True), _pattern(with_marks=False)
_KHMER = re.compile(r"(?:ខ្ញុំ|យើង)*(?P<wants>(?:ចង់|សូម)*)(?P<what>.+?)(?P<asks>(?:ផង)*)")


def own_wish(text: str) -> str | None:
    """*cho tôi gặp cán bộ*, *muốn gặp cán bộ nha*: the same, folded; None of what asks for nothing,
    as *tôi gặp cán bộ rồi*. Where marks are written they count: *còn* is not *con*."""
    if has_khmer(text):
        found = _KHMER.fullmatch(folded(text).replace(" ", ""))
    else:
        pattern = _MARKED if has_vietnamese_marks(text) else _BARE
        found = pattern.fullmatch(" ".join(marked_words(text)))
    return folded(found["what"]) if found and (found["wants"] or found["asks"]) else None


_NOT = "khong|hong|hok|hk|ko|k|khoi|dung"
_UNWANTED = re.compile(
    rf"(?:(?:{'|'.join(map(folded, _WHO))}|thoi|da|bay gio) )*"
    rf"(?:(?:{_NOT}) (?:co )?(?:muon|can|thich|ham)|khoi|dung) .+"
)
_UNWANTED_KHMER = re.compile("(?:ខ្ញុំ|យើង)*(?:(?:មិន|អត់)(?:ចង់|ត្រូវការ|បាច់)|កុំ).+")


_DONE = re.compile(
    rf"(?:(?:{'|'.join(map(folded, _WHO))}|da) )*(?:gap|hoi|goi|noi chuyen)(?: \w+){{1,4}} roi"
)


def is_unwanted(text: str) -> bool:
    """*Không muốn gặp cán bộ*, *khỏi cần đổi tiếng*, *gặp cán bộ rồi*: what is named is just what
    is not wished."""
    said = folded(text)
    khmer = _UNWANTED_KHMER.fullmatch(said.replace(" ", ""))
    return bool(_UNWANTED.fullmatch(said) or _DONE.fullmatch(said) or khmer)
