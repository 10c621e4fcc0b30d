"""Which dialogue hears this message: what is on the screen, commands, labels, then the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache

from domain.arrival import read_came
from domain.case import is_number, read_number
from domain.gazetteer import LONG_ENOUGH, Found, Gazetteer
from domain.intent import Flag, Outcome, Understood
from domain.link_code import is_code
from domain.mask import mask, names_secret
from domain.message import AnswerTap, FileRef, Incoming, StartTap, read_tap
from domain.no_more import says_no_more
from domain.own_wish import own_wish
from domain.permissions import Act
from domain.session import Chosen, Open, Session
from domain.staff import Actor
from domain.text import Text
from domain.told_already import has_told_now
from domain.trouble import Trouble, asks_for_home, read_trouble
from domain.words import clean, folded, has_khmer, words
from handlers.asked_instead import was_the_answer
from handlers.asks import code_alone, code_within
from handlers.beneficiary.arrived import ANSWERS, arrived
from handlers.beneficiary.ask_home import SAID as HOME_SAID
from handlers.beneficiary.change_way import SAID as WAY_SAID
from handlers.beneficiary.change_way import change_way
from handlers.beneficiary.for_officer import for_officer, stands_for_words
from handlers.beneficiary.language import set_language
from handlers.beneficiary.link import link
from handlers.beneficiary.me import SAID as ME_SAID
from handlers.beneficiary.nearest_point import nearest_point
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.report import LOOKED_AT_BY, report
from handlers.beneficiary.scam import scam_told, scam_warning
from handlers.beneficiary.secret_told import secret_told
from handlers.beneficiary.talk_to_person import WORDS as TALK_WORDS
from handlers.beneficiary.unsubscribe import unsubscribe
from handlers.handoff import OF_CITIZEN
from handlers.language import BOTH, SEPARATOR, SOURCE, label
from handlers.menu import BY_COMMAND, BY_NAME, MENU
from handlers.official.summary import summary_of
from handlers.request import request
from handlers.staff.answer_for import answer_for
from handlers.staff.change import change
from handlers.staff.fix import fix
from handlers.staff.give_code import give_code
from handlers.staff.home import home
from handlers.staff.link_in_front import link_in_front
from handlers.staff.list_problem import list_problem
from handlers.staff.otp import otp
from handlers.staff.pay_way import pay_way
from handlers.staff.told import told
from handlers.steps import Answer, Begin, Step, Turn, Unsure
from handlers.talk import Heard, name_of
from handlers.understood import at_work, begun_by, beside, flagged, in_short, one_of_two_at

LONGEST_TEXT = 1000
"""Characters. Nobody answers a question with more, and every rule below reads the whole text."""


CONTROLS = {Turn.BACK: Text("Back"), Turn.CANCEL: Text("Cancel")}
_CONTROL_COMMANDS = {"/back": Turn.BACK, "/cancel": Turn.CANCEL}
_TAKES_WORDS = {
    "/payout": payout_at_place,
    "/nearest": nearest_point,
    "/request": request,
    "/otp": otp,
    "/fix": fix,
    "/change": change,
    "/list": list_problem,
    "/told": told,
    "/home": home,
    "/payway": pay_way,
    "/for": answer_for,
    "/code": give_code,
    "/front": link_in_front,
    "/summary": summary_of,
    "/link": link,
    "/start": link,  # what a scanned code says on a channel that has such links
}
_FEW_WORDS = 4
"""Beside a name: *ở, khúc gần chợ* still only says where."""
_KINDS_OF_PLACE = frozenset(words("xã phường thị trấn thị xã thành phố huyện tỉnh tp tx"))
_LANGUAGE_NAMES = {
    "vi": ("tiếng Việt", "tiếng Kinh", "Vietnamese", "ភាសាវៀតណាម", "វៀតណាម"),
    "km": ("tiếng Khmer", "tiếng Khơ-me", "Khmer", "ភាសាខ្មែរ", "ខ្មែរ"),
    SOURCE: ("English", "tiếng Anh", "ភាសាអង់គ្លេស"),
}
_WISHED = frozenset((*WAY_SAID, *HOME_SAID, *ME_SAID, *TALK_WORDS))
_KIND_OF_PLACE = re.compile(r"^(?:xa|phuong|thi tran|ឃុំ|សង្កាត់)\s*")
_NUMBER = re.compile(r"(\d{1,2})[.)]?")


def route(
    session: Session,
    incoming: Incoming,
    now: datetime,
    gazetteer: Gazetteer,
    understood: Understood,
    actor: Actor | None = None,
) -> Step:
    """What to do with a message, without having read anything into an answer. ``understood``: what
    its words mean, where nothing else takes them; ``actor``: the member of staff who writes."""
    if incoming.edited and not _still_asks(session, incoming):
        return Turn.NOT_CHANGED if session.talk or session.chosen else Turn.NOTHING
    if len(incoming.text) > LONGEST_TEXT:
        return Turn.TOO_LONG
    text = clean(incoming.text)
    if session.talk is not None:
        return _in_human_talk(session, incoming, text, now)
    if session.chosen is not None and incoming.tap is None:
        return _for_chosen(session.chosen, incoming, text)
    token = incoming.tap or (None if _is_late(session, incoming) else _shown(session, text))
    if token is not None:
        return _tapped(session, token, now)
    return (
        _command(text)
        or _labelled_here(session, text)
        or _said(session, incoming, text, now, gazetteer, understood, actor)
    )


def _labelled_here(session: Session, text: str) -> Step | None:
    """A citizen who says in their words what stands on a button of the staff means no work."""
    step = _labelled(text)
    work = isinstance(step, Begin) and step.line.act is not Act.ASK
    return None if work and not session.staff and read_trouble(text) is not None else step


def _in_human_talk(session: Session, incoming: Incoming, text: str, now: datetime) -> Step:
    """An officer answers: all that is said is for them, but for a few things that stay with the
    assistant. A number is no choice, unless of just these."""
    token = incoming.tap or _shown(session, text)
    step = _tapped(session, token, now) if token is not None else None
    step = step or _command(text) or _labelled(text)
    if isinstance(step, Begin) and step.line.name in OF_CITIZEN:
        return step
    waiting = session.open
    if isinstance(step, Answer) and waiting is not None and waiting.dialogue in OF_CITIZEN:
        return step
    quiet = incoming.tap is not None or text.startswith("/")
    return Turn.SILENT if quiet else Turn.PASS_ON


def _for_chosen(chosen: Chosen, incoming: Incoming, text: str) -> Step:
    """An officer writes to whom they have chosen: a number or a word is no choice of the screen,
    but a command is one, and what stands on the keyboard of a phone."""
    if text.startswith("/"):
        return _command(text) or Turn.NOT_UNDERSTOOD
    if (step := _keyboard().get(folded(text))) is not None:
        return step
    return Turn.TOO_LATE if incoming.order < chosen.order else Turn.PASS_ON


@cache
def _keyboard() -> dict[str, Step]:
    """The labels of the menu as a channel sends them that has them on a keyboard."""
    return {
        folded(label(line.label, mode)): Begin(line)
        for line in MENU
        if line.label and line.in_menu
        for mode in ("vi", "km", SOURCE, BOTH)
    }


def _is_late(session: Session, incoming: Incoming) -> bool:
    """Written before what is on the screen now: its number was meant for an earlier list."""
    since = session.open.order if session.open is not None else session.heard_order
    return incoming.order < since


def guess_language(text: str) -> str | None:
    """The language whose script a first message is written in; None where nothing tells."""
    if has_khmer(text):
        return "km"
    return "vi" if any(char.isalpha() for char in text) and not text.startswith("/") else None


def _still_asks(session: Session, incoming: Incoming) -> bool:
    """The edited message was not understood as an answer, and its question still stands open.

    A question that was asked anew after it keeps the number of its first asking; one that was asked
    because it was understood has the number of the turn that heard it, which was the last.
    """
    waiting = session.open
    if waiting is None or waiting.order != incoming.order:
        return False
    return waiting.asking < session.version - 1


def _tapped(session: Session, token: str, now: datetime) -> Step:
    match read_tap(token):
        case AnswerTap(asking, choice):
            if session.open is None or session.open.asking != asking:
                return Turn.EARLIER_QUESTION
            if session.idle_since(now):
                return Turn.IDLE
            return was_the_answer(session.open, token) or Answer(Heard(choice=choice))
        case StartTap(dialogue, answers, leaves) if dialogue in BY_NAME:
            line = BY_NAME[dialogue]
            taken = tuple(pair for pair in answers if pair[0] in line.takes)
            return Begin(line, taken, leaves=leaves)
    return Turn.EARLIER_QUESTION


def _shown(session: Session, text: str) -> str | None:
    """The token of the choice that is on the screen by this number, or else by this label."""
    if number := _NUMBER.fullmatch(text):
        position = int(number[1]) - 1
        return session.shown[position][0] if 0 <= position < len(session.shown) else None
    wanted = folded(text)
    return next((token for token, shown in session.on_screen if wanted in _said_as(shown)), None)


@lru_cache(maxsize=1 << 10)
def _said_as(shown: str) -> frozenset[str]:
    """A label, and each language of it, `folded`."""
    return frozenset(filter(None, map(folded, (shown, *shown.split(SEPARATOR)))))


def _command(text: str) -> Step | None:
    if not text.startswith("/"):
        return None
    word = text.split()[0].lower().partition("@")[0]
    if word in _CONTROL_COMMANDS:
        return _CONTROL_COMMANDS[word]
    if word in _TAKES_WORDS and " " in text:
        said = Heard(text.partition(" ")[2])
        return Begin(BY_NAME[name_of(_TAKES_WORDS[word])], said=said)
    return Begin(BY_COMMAND[word]) if word in BY_COMMAND else Turn.NOT_UNDERSTOOD


def _labelled(text: str) -> Step | None:
    return _labels().get(folded(text)) or _wishes().get(own_wish(text))


@cache
def _wishes() -> dict[str | None, Step]:
    """What is asked for in one's own words, whoever says that they want it, and how."""
    steps = {words: step for words, step in _in_own_words().items() if words in _WISHED}
    said = {own_wish(words) or folded(words): step for words, step in steps.items()}
    return {what: step for what, step in said.items() if not what.startswith("khong ")}


@cache
def _labels() -> dict[str, Step]:
    """Menu labels, controls and names of languages, in every language, however typed."""
    lines = {line.label: Begin(line) for line in MENU if line.label}
    steps: dict[Text, Step] = {**lines, **{text: step for step, text in CONTROLS.items()}}
    labels = {
        folded(part): step
        for text, step in steps.items()
        for mode in ("vi", "km", SOURCE, BOTH)
        for part in (label(text, mode), *label(text, mode).split(SEPARATOR))
    }
    languages = {
        folded(name): Begin(BY_NAME[name_of(set_language)], (("mode", mode),))
        for mode, names in _LANGUAGE_NAMES.items()
        for name in names
    }
    said_later = {
        folded(label(text, mode)): Begin(BY_NAME[name_of(arrived)], answers)
        for text, answers in ANSWERS.items()
        for mode in ("vi", "km", SOURCE)
    }
    own = {folded(words): step for words, step in _in_own_words().items()}
    return {**own, **said_later, **labels, **languages}


def _in_own_words() -> dict[str, Step]:
    ways: dict[str, Step] = {
        words: Begin(BY_NAME[name_of(change_way)], answers) for words, answers in WAY_SAID.items()
    }
    return {**{words: Begin(line) for line in MENU for words in line.earlier}, **ways}


def _said(
    session: Session,
    incoming: Incoming,
    text: str,
    now: datetime,
    gazetteer: Gazetteer,
    understood: Understood,
    actor: Actor | None,
) -> Step:
    asks_nothing = session.open is None or session.idle_since(now)
    urgent = flagged(understood, text) if asks_nothing or not _takes_words(session.open) else None
    if urgent is not None and urgent[0] is Flag.EMERGENCY:
        return replace(urgent[1], leaves=not asks_nothing and _would_file(session))
    if (
        asks_nothing
        and actor is None
        and (note := note_for_officer(text, incoming.files)) is not None
    ):
        return note
    if says_no_more(text, bare=session.open is None):
        return Begin(BY_NAME[name_of(unsubscribe)])
    if actor is None and _was_warned(session) and has_told_now(text):
        return Begin(BY_NAME[name_of(scam_told)])
    if asks_nothing and read_number(text) is not None:
        return Begin(BY_NAME[name_of(request)], said=Heard(text))
    if asks_nothing and _is_code(text, understood, actor):
        return Begin(BY_NAME[name_of(link)], said=Heard(text))
    asked = _asked_unasked(session, incoming)
    if asked is not None and read_came(text) is not None:
        return asked
    if asks_nothing and (work := in_short(text, actor)) is not None:
        return work
    if asks_nothing and (meant := _meant(text, understood, actor)) is not None:
        return meant
    place = _place_named(incoming, text, gazetteer, understood)
    if session.open is None:
        unsure = Unsure(text, understood)
        if understood.outcome is Outcome.TWO and not isinstance(place, Begin):
            return unsure
        if place is None and asked is None and _is_late(session, incoming):
            return Turn.TOO_LATE if _NUMBER.fullmatch(text) else unsure
        named = place or asked or beside(understood, text)
        return named or (unsure if text else Turn.NOT_UNDERSTOOD)
    if incoming.order < session.open.order:
        return Turn.TOO_LATE
    if session.idle_since(now):
        return Turn.IDLE
    begun = _begun(session.open, session, text)
    if isinstance(place, Begin) and begun is None and _only_looks(session.open):
        if understood.outcome is Outcome.SURE:
            return begun_by(understood, text, actor)
        return replace(place, line=BY_NAME[session.open.dialogue])
    return Answer(
        Heard(
            text,
            begun=begun,
            place=incoming.place,
            contact=incoming.contact,
            files=incoming.files,
        ),
        _secret_in(session.open, text, understood),
    )


def _was_warned(session: Session) -> bool:
    """Of a trick, or of a secret that was told, by what was said last."""
    taps = (read_tap(token) for token, _ in session.shown)
    warnings = {name_of(scam_told), name_of(scam_warning)}
    return any(isinstance(tap, StartTap) and tap.dialogue in warnings for tap in taps)


def note_for_officer(text: str, files: tuple[FileRef, ...]) -> Begin | None:
    """A voice note or a photo that no question takes: an officer hears or sees it."""
    if not files or not stands_for_words(files[0]):
        return None
    beside = (("beside", mask(text)),) if text else ()
    return Begin(BY_NAME[name_of(for_officer)], beside, Heard(files=files))


def _is_code(text: str, understood: Understood, actor: Actor | None) -> bool:
    """A link code that nobody asked for: a message that is one, or names one and asks nothing; not
    where it tells a secret. Staff name codes to speak of them."""
    alone = code_alone(text)
    if alone is not None and (is_code(alone) or not understood.flags):
        return True
    asks = understood.outcome is Outcome.SURE or understood.flags - {Flag.SECRET_DISCLOSED}
    if actor is not None or asks or names_secret(text):
        return False
    return code_within(text) is not None


def _would_file(session: Session) -> bool:
    """What is said after an emergency must not be taken for an answer that is filed. Where
    something was left already, the open question stays where it is."""
    line = BY_NAME.get(session.open.dialogue) if session.open else None
    return line is not None and not line.only_looks and session.left is None


def _takes_words(waiting: Open | None) -> bool:
    """What has happened is asked for in one's own words, or staff work, who write of others: *chết
    đuối* is an answer there, and who could not give it would be asked for ever."""
    line = BY_NAME.get(waiting.dialogue) if waiting else None
    at_work = line is not None and line.act is not Act.ASK
    return at_work or (waiting is not None and waiting.asked == "words")


def _secret_in(waiting: Open, text: str, understood: Understood) -> Begin | None:
    """A warning where an answer holds what nobody may be told, and was not asked for it; staff type
    numbers of others for their work. Digits are told by the mask, a password by its own word."""
    line = BY_NAME.get(waiting.dialogue)
    if line is None or line.act is not Act.ASK:
        return None
    named = Flag.SECRET_DISCLOSED in understood.flags and names_secret(text)
    told = named or (not waiting.secret and mask(text, number_wanted=True) != text)
    return Begin(BY_NAME[name_of(secret_told)]) if told else None


def _meant(text: str, understood: Understood, actor: Actor | None) -> Begin | None:
    """What somebody wants who writes freely, where it is sure. A warning goes before all else, and
    stands alone; but who has told a secret had a question besides."""
    first = flagged(understood, text)
    if first is not None and first[0] is not Flag.SECRET_DISCLOSED:
        return first[1]
    if actor is not None and not any(map(str.isalpha, text)):
        first = None  # staff seek people by such numbers
    trouble = read_trouble(text)
    if trouble is None and understood.outcome is not Outcome.SURE and asks_for_home(text):
        trouble = Trouble.HOME
    wanted = None
    if trouble is not None:
        work = at_work(LOOKED_AT_BY[trouble][1], actor)
        wanted = work or Begin(BY_NAME[name_of(report)], (("trouble", trouble.value),))
    elif understood.outcome is Outcome.SURE:
        wanted = begun_by(understood, text, actor)
    if first is None or wanted is None:
        return wanted or (first[1] if first else None)
    return replace(wanted, warns=first[1])


def asks_of_request(text: str) -> Begin | None:
    """Where a request is now, in words of one's own, or its number and no more."""
    line = BY_NAME[name_of(request)]
    if is_number(text):
        return Begin(line, said=Heard(text))
    return Begin(line) if read_trouble(text) is Trouble.WHERE else None


def _begun(waiting: Open, session: Session, text: str) -> str | None:
    """The one answer on the screen whose label begins with these words."""
    wanted = folded(text)
    found = {
        tap.choice
        for token, shown in session.on_screen
        for part in shown.split(SEPARATOR)
        if isinstance(tap := read_tap(token), AnswerTap)
        and tap.asking == waiting.asking
        and any(f"{one} ".startswith(f"{wanted} ") for one in _spoken(folded(part)))
    }
    return found.pop() if wanted and len(found) == 1 else None


def _spoken(shown: str) -> tuple[str, ...]:
    """*Phường Châu Đốc* is called *Châu Đốc* too."""
    return shown, _KIND_OF_PLACE.sub("", shown)


def _asked_unasked(session: Session, incoming: Incoming) -> Begin | None:
    """Whether the money came was asked last, by a message that came unasked: then what is said
    answers it, though no question stands open."""
    taps = (read_tap(token) for token, _ in session.shown)
    for tap in taps:
        if isinstance(tap, StartTap) and tap.dialogue == name_of(arrived):
            about = tuple(pair for pair in tap.answers if pair[0] == "about")
            said = Heard(incoming.text, place=incoming.place, files=incoming.files)
            return Begin(BY_NAME[tap.dialogue], about, said)
    return None


def _place_named(
    incoming: Incoming, text: str, gazetteer: Gazetteer, understood: Understood
) -> Begin | Unsure | None:
    """A place, by name or position, and little else, asks for its payout date; in the midst of
    words that are not understood it is asked which of two things shall be told of it."""
    if incoming.place is None:
        found = gazetteer.find(text)
        if found.nothing or not (found.certain or len(text) >= LONG_ENOUGH):
            return None
        if len(_beside_names(found, text)) > _FEW_WORDS:
            return Unsure(text, one_of_two_at(found, understood)) if found.units else None
    return Begin(BY_NAME[name_of(payout_at_place)], said=Heard(text, place=incoming.place))


def _beside_names(found: Found, text: str) -> list[str]:
    """The words of a text that belong to no name of a place that was found in it."""
    units = (*found.units, *found.former, *found.elsewhere)
    named = {word for unit in units for word in words(unit.name)}
    return [word for word in words(text) if word not in named | _KINDS_OF_PLACE]


def _only_looks(waiting: Open) -> bool:
    """A second question about a place, past the place itself: a new one loses nothing."""
    about_places = {name_of(payout_at_place), name_of(nearest_point)}
    return waiting.dialogue in about_places and waiting.asked != "place"
