"""Words that were asked for, and yet ask something else: instead of a name, or of what happened.

A question put in vain costs a tap; a question taken for an answer is filed, and nobody answers it.
So a name is doubted easily, and somebody's own words are doubted only where they tell nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum

from domain.intent import Intent, Outcome, Understood
from domain.own_wish import own_wish
from domain.words import clean, either_way, folded, has_khmer, marked, split, words


class Wanted(StrEnum):
    """What the open question wants that takes whatever is written."""

    NAME = "name"
    WORDS = "words"


_MOST_WORDS, _WORDS_OF_A_LONG_NAME = 8, 5
_LONGEST_KHMER = 45
"""Characters: there are no spaces between its words."""

_QUESTIONS = frozenset(
    {Intent.PAYOUT_DATE, Intent.ACCOUNT_STATUS, Intent.NEAREST_POINT, Intent.HOW_MUCH}
)
_WISHES = frozenset({Intent.TALK_TO_HUMAN, Intent.CHANGE_LANGUAGE, Intent.HELP})
"""All others are what people complain of and report, and so what was asked for."""

_ASKS = re.compile(
    r"\b(?:(?:chung|khi|hoi|bua|hom|ngay|thang|luc|cho|noi|diem|may) nao|bao gio|ngay may|may gio"
    r"|o dau|bao nhieu|bi nhieu|bnhieu|lam sao|sao roi|the nao|xai sao"
    r"|(?:th?ngai|thngay|pel|kanlaeng|konleng) na|pon ?man|bon ?man)\b"
    r"|\b(?:chua|khong|hong|hok|hk|ko|k)(?: (?:vay|con|em|chau|ta|ha|a|d?zay|di))*$"
)
_ASKS_KHMER = re.compile("(?:ថ្ងៃ|ពេល|កាល|ខែ|កន្លែង|ឯ|នៅ|ទី)ណា|ប៉ុន្មាន|យ៉ាងម៉េច|យ៉ាងណា|(?:ឬ)?(?:នៅ|ទេ)$")
_TELLS = re.compile(
    either_way(
        r"\b(?:bị(?! nhiêu)|cũng|hoài|trễ|thiếu|chửi|quát|hứa|hẹn|bắt|biểu|kêu|không ai|trả lời"
        r"|không biết|rồi mà|mà không|lần nào)\b"
    )
    + rf"|\b(?:{marked('nói|đòi|đã|sai|ổng|bả|họ')}|noi(?! nao)|doi tien)\b"
    + rf"|(?<!^)(?<!\b{marked('à')} )\b{marked('mà')}\b"
)
"""*Doi* is also *đổi*, *da* also *dạ*, and *noi nao* asks where."""

_TELLS_KHMER = re.compile("យឺត|ខ្វះ|ខុស|ជេរ|ទារ|សន្យា|និយាយថា|ប្រាប់ថា|(?:មិន|អត់)ប្រាប់|អត់ដឹង|មិនដឹង|រាល់ដង|ពីមុន")


def asks_instead(understood: Understood, text: str, wanted: Wanted) -> bool:
    """Whether somebody who was asked for a name, or for their own words, rather asks another
    question: *chừng nào phát tiền*, លុយចេញថ្ងៃណា. What they may be complaining of is none."""
    if understood.flags or not _is_short(text):
        return False
    sure = understood.outcome is Outcome.SURE
    wishes = sure and understood.intent in _WISHES and own_wish(text) is not None
    if wanted is Wanted.NAME:
        asks = understood.outcome is not Outcome.NONE and _asks(text)
        return asks or wishes or (sure and _is_sentence(text))
    if not sure or _tells(text):
        return False
    return wishes or (understood.intent in _QUESTIONS | _WISHES and _asks(text))


def _is_short(text: str) -> bool:
    if has_khmer(text):
        return len(clean(text)) <= _LONGEST_KHMER
    return len(words(text)) <= _MOST_WORDS


def _is_sentence(text: str) -> bool:
    """No name has as many words: *Tạ Tú* without its marks is also to die, and *Néang Sóc Kha* is
    like much else. Khmer has no spaces to count by."""
    return has_khmer(text) or len(words(text)) > _WORDS_OF_A_LONG_NAME


def _asks(text: str) -> bool:
    said = folded(text)
    in_khmer = _ASKS_KHMER.search(said.replace(" ", ""))
    return "?" in text or _ASKS.search(said) is not None or in_khmer is not None


def _tells(text: str) -> bool:
    said = " ".join(split(marked(text)))
    in_khmer = _TELLS_KHMER.search(said.replace(" ", ""))
    return _TELLS.search(said) is not None or in_khmer is not None
