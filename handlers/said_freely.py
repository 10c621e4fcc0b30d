"""What people say in their own words, and what the screen does not explain: rule by rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.arrival import read_came
from domain.case import is_number, read_number
from domain.gazetteer import LONG_ENOUGH, Found, Gazetteer
from domain.intent import Flag, Outcome, Understood
from domain.link_code import is_code
from domain.mask import mask, names_secret
from domain.message import AnswerTap, FileRef, Incoming, StartTap, read_tap
from domain.no_more import says_no_more
from domain.permissions import Act
from domain.session import Open, Session
from domain.staff import Actor
from domain.told_already import has_told_now
from domain.trouble import Trouble, asks_for_home, read_trouble
from domain.words import folded, words
from handlers.asks import code_alone, code_within
from handlers.beneficiary.arrived import arrived
from handlers.beneficiary.for_officer import for_officer, stands_for_words
from handlers.beneficiary.link import link
from handlers.beneficiary.nearest_point import nearest_point
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.report import LOOKED_AT_BY, report
from handlers.beneficiary.scam import scam_told, scam_warning
from handlers.beneficiary.secret_told import secret_told
from handlers.beneficiary.unsubscribe import unsubscribe
from handlers.language import SEPARATOR
from handlers.menu import BY_NAME
from handlers.request import request
from handlers.steps import Answer, Begin, Step, Turn, Unsure
from handlers.talk import Heard, name_of
from handlers.understood import at_work, begun_by, beside, flagged, in_short, one_of_two_at

_FEW_WORDS = 4
"""Beside a name: *ở, khúc gần chợ* still only says where."""
_KINDS_OF_PLACE = frozenset(words("xã phường thị trấn thị xã thành phố huyện tỉnh tp tx"))
_KIND_OF_PLACE = re.compile(r"^(?:xa|phuong|thi tran|ឃុំ|សង្កាត់)\s*")
NUMBER = re.compile(r"(\d{1,2})[.)]?")


@dataclass(frozen=True, slots=True)
class Said:
    """What nothing on the screen has taken: ``text`` is `clean`, ``understood`` what it means,
    ``actor`` the member of staff who writes it."""

    session: Session
    incoming: Incoming
    text: str
    now: datetime
    gazetteer: Gazetteer
    understood: Understood
    actor: Actor | None

    @property
    def asked_nothing(self) -> bool:
        """No question stands open, or only one that was left long ago."""
        return self.session.open is None or self.session.idle_since(self.now)


def step_of(said: Said) -> Step:
    """What the first of the rules says; else it is an answer, where one is waited for, or names a
    place, or is not understood."""
    for rule in _RULES:
        if (step := rule(said)) is not None:
            return step
    waiting = said.session.open
    return _unasked(said) if waiting is None else _to_question(said, waiting)


def _cry(said: Said) -> Begin | None:
    """An emergency, also in the midst of a question, unless that is asked in one's own words."""
    asked_nothing = said.asked_nothing
    if not asked_nothing and _takes_words(said.session.open):
        return None
    urgent = flagged(said.understood, said.text)
    if urgent is None or urgent[0] is not Flag.EMERGENCY:
        return None
    return replace(urgent[1], leaves=not asked_nothing and _would_file(said.session))


def _note(said: Said) -> Begin | None:
    if not said.asked_nothing or said.actor is not None:
        return None
    return note_for_officer(said.text, said.incoming.files)


def _no_more(said: Said) -> Begin | None:
    wants_none = says_no_more(said.text, bare=said.session.open is None)
    return Begin(BY_NAME[name_of(unsubscribe)]) if wants_none else None


def _told_already(said: Said) -> Begin | None:
    """They have told a cheat what they were just warned to keep."""
    told = said.actor is None and _was_warned(said.session) and has_told_now(said.text)
    return Begin(BY_NAME[name_of(scam_told)]) if told else None


def _request(said: Said) -> Begin | None:
    if not said.asked_nothing or read_number(said.text) is None:
        return None
    return Begin(BY_NAME[name_of(request)], said=Heard(said.text))


def _code(said: Said) -> Begin | None:
    if not said.asked_nothing or not _is_code(said.text, said.understood, said.actor):
        return None
    return Begin(BY_NAME[name_of(link)], said=Heard(said.text))


def _whether_it_came(said: Said) -> Begin | None:
    return _asked_unasked(said) if read_came(said.text) is not None else None


def _work(said: Said) -> Begin | None:
    return in_short(said.text, said.actor) if said.asked_nothing else None


def _wish(said: Said) -> Begin | None:
    return _meant(said.text, said.understood, said.actor) if said.asked_nothing else None


_RULES: tuple[Callable[[Said], Step | None], ...] = (
    _cry,
    _note,
    _no_more,
    _told_already,
    _request,
    _code,
    _whether_it_came,
    _work,
    _wish,
)
"""In this order: what must not wait, what is for a person, what is told by its form, and what it
means."""


def _unasked(said: Said) -> Step:
    """Where no question stands open."""
    text, understood = said.text, said.understood
    place, asked = _place_named(said), _asked_unasked(said)
    unsure = Unsure(text, understood)
    if understood.outcome is Outcome.TWO and not isinstance(place, Begin):
        return unsure
    if place is None and asked is None and is_late(said.session, said.incoming):
        return Turn.TOO_LATE if NUMBER.fullmatch(text) else unsure
    named = place or asked or beside(understood, text)
    return named or (unsure if text else Turn.NOT_UNDERSTOOD)


def _to_question(said: Said, waiting: Open) -> Step:
    text, incoming = said.text, said.incoming
    if incoming.order < waiting.order:
        return Turn.TOO_LATE
    if said.session.idle_since(said.now):
        return Turn.IDLE
    begun = _begun(waiting, said.session, text)
    if begun is None and _only_looks(waiting) and isinstance(place := _place_named(said), Begin):
        if said.understood.outcome is Outcome.SURE:
            return begun_by(said.understood, text, said.actor)
        return replace(place, line=BY_NAME[waiting.dialogue])
    heard = Heard(
        text, begun=begun, place=incoming.place, contact=incoming.contact, files=incoming.files
    )
    return Answer(heard, _secret_in(waiting, text, said.understood))


def is_late(session: Session, incoming: Incoming) -> bool:
    """Written before what is on the screen now: its number was meant for an earlier list."""
    since = session.open.order if session.open is not None else session.heard_order
    return incoming.order < since


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


def _asked_unasked(said: Said) -> Begin | None:
    """Whether the money came was asked last, by a message that came unasked: then what is said
    answers it, though no question stands open."""
    incoming = said.incoming
    taps = (read_tap(token) for token, _ in said.session.shown)
    for tap in taps:
        if isinstance(tap, StartTap) and tap.dialogue == name_of(arrived):
            about = tuple(pair for pair in tap.answers if pair[0] == "about")
            heard = Heard(incoming.text, place=incoming.place, files=incoming.files)
            return Begin(BY_NAME[tap.dialogue], about, heard)
    return None


def _place_named(said: Said) -> Begin | Unsure | None:
    """A place, by name or position, and little else, asks for its payout date; in the midst of
    words that are not understood it is asked which of two things shall be told of it."""
    text, place = said.text, said.incoming.place
    if place is None:
        found = said.gazetteer.find(text)
        if found.nothing or not (found.certain or len(text) >= LONG_ENOUGH):
            return None
        if len(_beside_names(found, text)) > _FEW_WORDS:
            return Unsure(text, one_of_two_at(found, said.understood)) if found.units else None
    return Begin(BY_NAME[name_of(payout_at_place)], said=Heard(text, place=place))


def _beside_names(found: Found, text: str) -> list[str]:
    """The words of a text that belong to no name of a place that was found in it."""
    units = (*found.units, *found.former, *found.elsewhere)
    named = {word for unit in units for word in words(unit.name)}
    return [word for word in words(text) if word not in named | _KINDS_OF_PLACE]


def _only_looks(waiting: Open) -> bool:
    """A second question about a place, past the place itself: a new one loses nothing."""
    about_places = {name_of(payout_at_place), name_of(nearest_point)}
    return waiting.dialogue in about_places and waiting.asked != "place"
