"""Has LibreOffice write the files in ``files/``, once: ``python -m tests.messy.make_files``.

They are kept, so that the tests need neither. Needs ``soffice`` on the path, and msoffcrypto-tool,
which locks the .xlsx.
"""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tempfile
import zipfile
from pathlib import Path
from random import Random

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile as OfficeFile  # type: ignore[import-not-found]

from tests.messy.books import FILES, office_list
from tests.messy.paper import xlsx

FORMATS = {
    "office.xlsx": "xlsx:Calc MS Excel 2007 XML",
    "office.xls": "xls:MS Excel 97",
    "office.ods": "ods:calc8",
    "office.html": "html:HTML (StarCalc)",
    # semicolons, double quotes, UTF-8, as shown
    "office.csv": "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false",
}
FAR_CELLS = ("IV65536", "A65536", "IP40000", "IV12")
_FILEPASS, _WRITEACCESS = 0x2F, 0x5C
_RC4_LENGTH = 54


def _office(profile: Path, *arguments: str) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", *arguments],  # noqa: S607
        check=True,
        timeout=120,
        stdout=subprocess.DEVNULL,
    )


def make(work: Path) -> None:
    """Everything in ``files/`` anew."""
    profile, source = work / "profile", work / "list.xlsx"
    xlsx(source, office_list()[0])
    for name, how in FORMATS.items():
        _office(profile, "--convert-to", how, "--outdir", str(work / "out"), str(source))
        shutil.move(work / "out" / f"list.{how.split(':')[0]}", FILES / name)
    far = openpyxl.load_workbook(source)
    for cell in FAR_CELLS:
        far.worksheets[0][cell] = "x"
    far.save(work / "far.xlsx")
    for how in (FORMATS["office.xls"], FORMATS["office.ods"]):
        _office(profile, "--convert-to", how, "--outdir", str(FILES), str(work / "far.xlsx"))
    office = OfficeFile(io.BytesIO((FILES / "office.xlsx").read_bytes()))
    with (FILES / "locked.xlsx").open("wb") as locked:
        office.encrypt("matkhau", locked)
    (FILES / "locked.xls").write_bytes(locked_xls((FILES / "office.xls").read_bytes()))
    (FILES / "locked.ods").write_bytes(locked_ods((FILES / "office.ods").read_bytes()))


def locked_xls(whole: bytes) -> bytes:
    """A record of a password behind the first record, in place of who wrote the file.

    The records behind it are not encrypted: whoever sees a password stops at it.
    """
    begins = whole.index(bytes.fromhex("0908100000060500")) + 20
    at = whole.index(struct.pack("<HH", _WRITEACCESS, 112), begins)
    filepass = struct.pack("<HHH", _FILEPASS, _RC4_LENGTH, 1).ljust(4 + _RC4_LENGTH, b"\7")
    rest = struct.pack("<HH", _WRITEACCESS, 112 - 4 - _RC4_LENGTH)
    behind = whole[at + len(filepass) + len(rest) :]
    return whole[:begins] + filepass + whole[begins:at] + rest + behind


def locked_ods(whole: bytes) -> bytes:
    """The manifest says that the content is encrypted, and it is not readable."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as office, zipfile.ZipFile(out, "w") as locked:
        for name in ("mimetype", "content.xml", "META-INF/manifest.xml"):
            content = office.read(name)
            if name == "content.xml":
                content = Random(1).randbytes(2000)
            if name.endswith("manifest.xml"):
                entry = b'full-path="content.xml" manifest:media-type="text/xml"'
                start = content.index(entry)
                end = content.index(b"/>", start)
                content = (
                    content[:end] + b' manifest:size="9000"><manifest:encryption-data>'
                    b'<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/'
                    b'xmlenc#aes256-cbc"/></manifest:encryption-data></manifest:file-entry>'
                    + content[end + 2 :]
                )
            locked.writestr(name, content)
    return out.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
