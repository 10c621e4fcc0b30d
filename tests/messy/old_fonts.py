"""Text as the fonts of the nineties hold it: TCVN3 (.VnTime) one byte a letter, VNI-Times two."""

from __future__ import annotations

import unicodedata

# In the order of TCVN 5712:1993, VN3; its capitals with a tone are the small letters in a font of
# capitals, so that a name has capitals only where they carry no tone.
_TCVN3 = dict(
    zip(
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae"
        "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb"
        "\xcc\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde"
        "\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee"
        "\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        strict=True,
    )
)


def tcvn3(text: str) -> str:
    """As a file in .VnTime holds it."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(_TCVN3.get(letter, _TCVN3.get(letter.lower(), letter)) for letter in letters)


_VNI_MARKS = {
    "": {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"},
    "\u0302": {"": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"},
    "\u0306": {"": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"},
}
_VNI_WHOLE = {
    "đ": "ñ", "ơ": "ô", "ư": "ö", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î",
}  # fmt: skip
_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _vni(letter: str) -> str:
    if letter in _VNI_WHOLE:
        return _VNI_WHOLE[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((mark for mark in marks if mark in _TONES), "")
    shape = next((mark for mark in marks if mark in "\u0302\u0306"), "")
    body = (
        _VNI_WHOLE[f"{unicodedata.normalize('NFC', base + chr(0x31B))}"]
        if "\u031b" in marks
        else base
    )
    if not (tone or shape):
        return body
    return body + _VNI_MARKS[shape][tone]


def vni(text: str) -> str:
    """As a file in VNI-Times holds it; capitals have marks of their own."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        if not letter.isalpha() or letter.isascii():
            out.append(letter)
        else:
            old = _vni(letter.lower())
            out.append(old.upper() if letter.isupper() else old)
    return "".join(out)
