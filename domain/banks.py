"""Banks by their NAPAS number (BIN), under the name on their signboards.

From the bank list of xuannghia/vietnam-qr-pay (MIT).
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.words import words

NAM_A_BANK = "970428"
"""The bank of the pilot's accounts (report 3010, part III)."""

NAMES: Mapping[str, str] = {
    "422589": "CIMB Bank",
    "458761": "HSBC Vietnam",
    "546034": "CAKE by VPBank",
    "546035": "Ubank by VPBank",
    "668888": "Kasikornbank",
    "796500": "DBS Bank",
    "801011": "Nonghyup Bank",
    "963369": "Liobank",
    "963388": "Timo",
    "970400": "SaigonBank",
    "970403": "Sacombank",
    "970405": "Agribank",
    "970406": "DongA Bank",
    "970407": "Techcombank",
    "970408": "GPBank",
    "970409": "BacA Bank",
    "970410": "Standard Chartered Vietnam",
    "970412": "PVcomBank",
    "970414": "MBV",
    "970415": "VietinBank",
    "970416": "ACB",
    "970418": "BIDV",
    "970419": "NCB Bank",
    "970421": "VietNgaBank",
    "970422": "MB Bank",
    "970423": "TPBank",
    "970424": "Shinhan Bank",
    "970425": "AB Bank",
    "970426": "MSB",
    "970427": "VietABank",
    "970428": "Nam A Bank",
    "970429": "SCB",
    "970430": "PG Bank",
    "970431": "Eximbank",
    "970432": "VPBank",
    "970433": "VietBank",
    "970434": "Indovina Bank",
    "970436": "Vietcombank",
    "970437": "HDBank",
    "970438": "BaoViet Bank",
    "970439": "Public Bank Vietnam",
    "970440": "SeABank",
    "970441": "VIB",
    "970442": "HongLeong Bank",
    "970443": "SHB",
    "970444": "CB Bank",
    "970446": "Co-op Bank",
    "970448": "OCB Bank",
    "970449": "LPBank",
    "970452": "KienlongBank",
    "970454": "BVBank",
    "970455": "IBK HN",
    "970456": "IBK HCM",
    "970457": "Woori Bank",
    "970458": "United Overseas Bank Vietnam",
    "970462": "Kookmin Bank HN",
    "970463": "Kookmin Bank HCM",
    "971025": "MoMo",
}


def bank_name(number: str) -> str | None:
    """None where we do not know the bank."""
    return NAMES.get(number)


_UNNUMBERED = ""
_WRITTEN = {
    _UNNUMBERED: "bidc dautuvaphattriencampuchia",  # which is not BIDV
    "422589": "cimb cimbbank cimbvn cibbvnvn",
    "458761": "hsbc hsbcvnvx",
    "546034": "cake cakebank cakebyvpbank",
    "546035": "ubank ubankbyvpbank",
    "668888": "kbank kasikorn kasikornbank kasivnvx",
    "796500": "dbs dbsbank dbshcm dbssvnvx phattriensingapore",
    "801011": "nonghyup nonghyupbank",
    "963369": "liobank",
    "963388": "timo timobank timobybanviet timobybanvietbank",
    "970400": "saigonbank sgb saigoncongthuong sbitvnvx",
    "970403": "sacombank sacom stb saigonthuongtin sgttvnvx",
    "970405": "agribank agri vba vbard nongnghiep nongthon nnptnt nnvaptnt nhnnptnt nhnoptnt nhno "
    "nongnghiepvaphattriennongthon nongnghiepphattriennongthon nongnghiepvaptnt vbaavnvx",
    "970406": "dongabank donga dab vikki vikkibank eacbvnvx",
    "970407": "techcombank techcom tcb kythuong vtcbvnvx",
    "970408": "gpbank gpb daukhi daukhitoancau gbnkvnvx",
    "970409": "bacabank baca bab nasb nascvnvx",
    "970410": "standardchartered standardcharteredbank sc scblvnvx",
    "970412": "pvcombank pvcom daichung daichungvietnam wbvnvnvx",
    "970414": "mbv oceanbank daiduong vietnamhiendai ocbkus3m",
    "970415": "vietinbank vietin viettin viettinbank ctg congthuong icbvvnvx",
    "970416": "acb achau ascbvnvx",
    "970418": "bidv bid dautuvaphattrien dautuphattrien dautuvaphattrienvietnam bidvvnvx",
    "970419": "ncb ncbbank nvb quocdan nvbavnvx",
    "970421": "vrb vrbbank vrbank vietnga vietngabank vietnamrussia",
    "970422": "mb mbbank mbb quandoi mscbvnvx",
    "970423": "tpbank tpb tienphong tpbvvnvx",
    "970424": "shinhan shinhanbank svb shbkvnvx",
    "970425": "abbank abb anbinh abbkvnvx",
    "970426": "msb hanghai maritimebank mcobvnvx",
    "970427": "vietabank vieta vab vnacvnvx",
    "970428": "namabank nama nab namavnvx",
    "970429": "scb saigon saclvnvx",
    "970430": "pgbank pgb petrolimex xangdau xangdaupetrolimex pgblvnvx",
    "970431": "eximbank exim eib xuatnhapkhau ebvivnvx",
    "970432": "vpbank vpb thinhvuong vietnamthinhvuong vnthinhvuong vpbkvnvx",
    "970433": "vietbank vbb vietnamthuongtin vnthuongtin vnttvnvx",
    "970434": "indovina indovinabank ivb",
    "970436": "vietcombank vietcom vcb ngoaithuong bftvvnvx",
    "970437": "hdbank hdb phattrientphochiminh phattrientphcm phattrienthanhphohochiminh hdbcvnvx",
    "970438": "baoviet baovietbank bvbvvnvx",
    "970439": "publicbank publicbankvietnam publicvietnam publicvn pbvn vidpvnvx",
    "970440": "seabank ssb dongnama seavvnvx",
    "970441": "vib vibbank quocte vnibvnvx",
    "970442": "hongleong hongleongbank hlb hlbvn hlbbvnvx",
    "970443": "shb shbbank saigonhanoi sghn shbavnvx",
    "970444": "cbbank vncb xaydung xaydungvn gtbavnvx",
    "970446": "coopbank coop hoptacxa",
    "970448": "ocb ocbbank phuongdong orcovnvx",
    "970449": "lpbank lpb lvpb lvb lienviet lienvietbank lienvietpostbank postbank buudienlienviet "
    "locphat lvbkvnvx",
    "970452": "kienlongbank kienlong klb klbkvnvx",
    "970454": "bvbank banviet banvietbank vietcapital vietcapitalbank vcbcvnvx",
    "970455": "ibkhn ibkhanoi congnghiephanquocchinhanhhanoi",
    "970456": "ibkhcm ibktphcm congnghiephanquocchinhanhtphochiminh",
    "970457": "woori wooribank wrb",
    "970458": "uob unitedoverseas unitedoverseasbank",
    "970462": "kbhn kookminhn kookminbankhn kookminchinhanhhanoi",
    "970463": "kbhcm kookminhcm kookminbankhcm kookminchinhanhtphochiminh",
    "971025": "momo dichvudidongtructuyen",
}
"""How people write them beside the name on the signboard: legal names, short codes, SWIFT codes,
without marks and spaces. *BVB* stands for two banks and is left out."""

_BY_WORDS: Mapping[str, str] = {
    written: number
    for number, all_written in _WRITTEN.items()
    for written in (*all_written.split(), "".join(words(NAMES.get(number, ""))))
}
_ALSO_PLACES = frozenset({"saigon", "anbinh", "daiduong", "xaydung", "quocte", "daichung"})
_OWNERS = {"546034": "970432", "546035": "970432", "963388": "970454", "963369": "970448"}
"""A bank on the phone, and the bank whose it is, which often stands beside it."""
_BRANCH = frozenset({"cn", "pgd", "chinhanh", "phonggiaodich"})
_LONGEST_WRITTEN = 10
_SWIFT = 8


def read_bank(text: str) -> str | None:
    """The NAPAS number of *Agribank CN Tịnh Biên*, *NH Nam Á*, *970405*, *VBAAVNVX*. None for a
    bank that we do not know, or where two are named."""
    said = words(text)
    before_branch = said[: _branch_at(said)]
    return _only_one(before_branch) or _only_one(said) or None


def _branch_at(said: tuple[str, ...]) -> int:
    for place, word in enumerate(said):
        if word in _BRANCH or "".join(said[place : place + 2]) in _BRANCH:
            return place
    return len(said)


def _only_one(said: tuple[str, ...]) -> str | None:
    """Of runs of words that overlap, the longest names the bank: *Đông Nam Á* is not *Nam Á*."""
    found: dict[str, str] = {}
    taken: set[int] = set()
    for length in range(min(len(said), _LONGEST_WRITTEN), 0, -1):
        for start in range(len(said) - length + 1):
            run = range(start, start + length)
            number = _number_of("".join(said[start : start + length]))
            if number is not None and taken.isdisjoint(run):
                taken.update(run)
                found.setdefault(number, "".join(said[start : start + length]))
    return _the_bank(found)


def _the_bank(found: dict[str, str]) -> str | None:
    owners = {_OWNERS.get(number) for number in found}
    numbers = [number for number in found if number not in owners]
    if len(numbers) > 1:
        numbers = [number for number in numbers if found[number] not in _ALSO_PLACES]
    return numbers[0] if len(numbers) == 1 else None


def _number_of(written: str) -> str | None:
    if written in NAMES:
        return written
    of_a_branch = len(written) == _SWIFT + 3
    return _BY_WORDS.get(written, _BY_WORDS.get(written[:_SWIFT]) if of_a_branch else None)
