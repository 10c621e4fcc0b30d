"""Makes units.json and boundaries.json from public data. Run by hand when the sources change:

python storage/seed/make_units.py an_giang_admin_units.json pilot_wards.json boundaries.geojson
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

OLD_FROM, OLD_TO, NEW_FROM = "2023-04-10", "2025-06-30", "2025-07-01"
PILOT_DISTRICTS = ("884", "890")
WRONG_IN_THE_MAPPING = {("30622", "30259")}
KINDS = {
    "Phường": "ward",
    "Xã": "commune",
    "Thị trấn": "township",
    "Thành phố": "city",
    "Thị xã": "town",
    "Huyện": "district",
    "Đặc khu": "commune",
}
# Areas' centroids as published in rounded form; a place inside the unit, never an office.
OLD_CENTRES = {
    "30316": (10.690, 105.113),
    "30319": (10.705, 105.102),
    "30322": (10.691, 105.141),
    "30325": (10.675, 105.084),
    "30328": (10.728, 105.098),
    "30331": (10.665, 105.055),
    "30334": (10.645, 105.097),
    "30502": (10.626, 105.006),
    "30505": (10.530, 105.023),
    "30508": (10.535, 105.064),
    "30511": (10.651, 105.007),
    "30514": (10.618, 104.976),
    "30517": (10.616, 105.028),
    "30520": (10.596, 104.950),
    "30523": (10.586, 105.037),
    "30526": (10.542, 104.980),
    "30529": (10.553, 104.934),
    "30532": (10.556, 105.040),
    "30535": (10.507, 105.051),
    "30538": (10.477, 105.013),
    "30541": (10.463, 105.084),
}
# What people type that no official list holds. Only ever read, never shown.
ALIASES = [
    ("Vĩnh Nguơn", "30328", OLD_FROM),
    ("Nhà Bàn", "30502", OLD_FROM),
    ("Xuân Tô", "30520", OLD_FROM),
    ("Chợ Tịnh Biên", "30520", OLD_FROM),
    ("Núi Cấm", "30538", OLD_FROM),
    ("ចូវដុក", "884", OLD_FROM),
    ("មាត់ជ្រូក", "884", OLD_FROM),
    ("ទិញបៀន", "890", OLD_FROM),
    ("ទ្រីតុន", "891", OLD_FROM),
    ("ស្វាយទង", "891", OLD_FROM),
    ("Xvayton", "891", OLD_FROM),
    ("Xà Tón", "891", OLD_FROM),
]


def main(admin: Path, pilot: Path, boundaries: Path) -> None:
    here = Path(__file__).parent
    read = json.loads(admin.read_text(encoding="utf-8"))
    wards = {ward["code"] for ward in json.loads(pilot.read_text(encoding="utf-8"))["wards"]}
    units, successors = _units(read, wards)
    document = {
        "source": read["source"]
        | {"centres of the 21 old units": "rounded centroids (GADM 4.1 polygons)"},
        "units": units,
        "successors": successors,
        "aliases": ALIASES,
    }
    _write(here / "units.json", document)
    _write(here / "boundaries.json", _boundaries(json.loads(boundaries.read_text("utf-8"))))


def _units(read: dict[str, Any], wards: set[str]) -> tuple[list[object], list[object]]:
    districts = read["old_2023"]["districts"]
    area_of = {ward["code"]: one["code"] for one in districts for ward in one["wards"]}
    pairs = [
        (old, new)
        for old, news in read["old_to_new"].items()
        for new in news
        if (old, new) not in WRONG_IN_THE_MAPPING
    ]
    units: list[object] = []
    for district in districts:
        pilot = district["code"] in PILOT_DISTRICTS
        units.append(_unit(district, OLD_FROM, OLD_TO, district["code"], pilot))
        for ward in district["wards"]:
            served = ward["code"] in wards
            units.append(_unit(ward, OLD_FROM, OLD_TO, district["code"], served))
    successor_codes = {new for old, new in pairs if old in wards}
    for ward in read["new_2025"]["wards"]:
        areas = Counter(area_of[old] for old, new in pairs if new == ward["code"])
        area = areas.most_common(1)[0][0] if areas else ""
        served = ward["code"] in successor_codes
        units.append(_unit(ward, NEW_FROM, None, area, served))
    return units, [[old, OLD_FROM, new, NEW_FROM] for old, new in pairs]


def _unit(
    read: dict[str, Any], valid_from: str, valid_to: str | None, area: str, served: bool
) -> dict[str, object]:
    kind = next(kind for word, kind in KINDS.items() if read["full_name"].startswith(word))
    centre = (read["lat"], read["lon"]) if "lat" in read else None
    if valid_from == OLD_FROM:
        centre = OLD_CENTRES.get(read["code"])
    return {
        "code": read["code"],
        "valid_from": valid_from,
        "valid_to": valid_to,
        "name": read["name"],
        "kind": kind,
        "area": area,
        "served": served,
        "latitude": centre and centre[0],
        "longitude": centre and centre[1],
    }


def _boundaries(read: dict[str, Any]) -> dict[str, object]:
    found = {}
    for feature in read["features"]:
        polygons = feature["geometry"]["coordinates"]
        if feature["geometry"]["type"] == "Polygon":
            polygons = [polygons]
        found[f"{feature['properties']['code']}@{NEW_FROM}"] = [
            [[[round(lon, 5), round(lat, 5)] for lon, lat, *_ in ring] for ring in polygon]
            for polygon in polygons
        ]
    return {
        "source": "state map portal, via vietnamese-provinces-database (MIT)",
        "boundaries": found,
    }


def _write(path: Path, document: object) -> None:
    lines = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(lines.replace("},{", "},\n{") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
