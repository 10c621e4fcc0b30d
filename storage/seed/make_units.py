"""Makes units.json and boundaries.json from public data. Run by hand when a source changes:

python storage/seed/make_units.py ADMIN_UNITS.json BOUNDARIES.geojson

ADMIN_UNITS: ``old_2023`` (districts with their wards), ``new_2025`` (wards with lat and lon),
``old_to_new`` (code → codes). BOUNDARIES: one feature with a ``code`` for each served unit.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

OLD_FROM, OLD_TO, NEW_FROM = "2023-04-10", "2025-06-30", "2025-07-01"
GONE_EARLY = "2024-12-31"
PILOT_DISTRICTS = ("884", "890")
WRONG_IN_THE_MAPPING = {("30622", "30259")}  # the new unit lies in another province
DECIMALS = 5

KINDS = {
    "Phường": "ward",
    "Xã": "commune",
    "Thị trấn": "township",
    "Thành phố": "city",
    "Thị xã": "town",
    "Huyện": "district",
    "Đặc khu": "commune",
}

SOURCE = {
    "units": "thanglequoc/vietnamese-provinces-database v1.0.4.1 and cd5806329958, MIT licence",
    "successors": "dvhcvn/20250701 dd94887ce323, MIT licence; the 21 served communes agree"
    " with Resolution 1654/NQ-UBTVQH15 (DOMAIN.md §3.1); 30622 left out as wrong",
    "centres": "present units: centroids of the boundaries above; the 21 old communes: centroids"
    " of GADM 4.1 rounded to 0.001 degrees, a place inside the unit and never an office",
    "areas": "a present unit has the area of most of its old communes; empty where they lay in"
    " another province",
}
BOUNDARY_SOURCE = (
    "sapnhap.bando.com.vn, by way of thanglequoc/vietnamese-provinces-database cd5806329958,"
    " MIT licence; (longitude, latitude) in WGS84 degrees, rounded to 5 decimals"
)

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

# What people type that no official list holds. Only ever read, never shown. With a unit word it
# says what the unit was before Tịnh Biên became a town in 2023, or Châu Đốc a city in 2013.
ALIASES = {
    "Vĩnh Nguơn": ("30328",),
    "Châu Phú": ("30316", "30319"),
    "Nhà Bàn": ("30502",),
    "Xuân Tô": ("30520",),
    "Chợ Tịnh Biên": ("30520",),
    "Thị trấn Nhà Bàng": ("30502",),
    "Thị trấn Chi Lăng": ("30505",),
    "Thị trấn Tịnh Biên": ("30520",),
    "Xã Núi Voi": ("30508",),
    "Xã Nhơn Hưng": ("30511",),
    "Xã An Phú": ("30514",),
    "Xã Thới Sơn": ("30517",),
    "Huyện Tịnh Biên": ("890",),
    "Thị xã Châu Đốc": ("884",),
    "ចូវដុក": ("884",),
    "មាត់ជ្រូក": ("884",),
    "ទិញបៀន": ("890",),
    "ទ្រីតុន": ("891",),
    "ស្វាយទង": ("891",),
    "Xvayton": ("891",),
    "Xà Tón": ("891",),
}


def main(admin_units: Path, boundaries: Path) -> None:
    read = json.loads(admin_units.read_text(encoding="utf-8"))
    pairs = _successors(read)
    _write(
        HERE / "units.json",
        {
            "source": SOURCE,
            "units": [*_old_units(read), *_new_units(read, pairs)],
            "successors": [[old, OLD_FROM, new, NEW_FROM] for old, new in pairs],
            "aliases": [[alias, code, OLD_FROM] for alias in ALIASES for code in ALIASES[alias]],
        },
    )
    _write(
        HERE / "boundaries.json",
        {
            "source": BOUNDARY_SOURCE,
            "boundaries": dict(_boundaries(json.loads(boundaries.read_text(encoding="utf-8")))),
        },
    )


def _successors(read: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = ((old, new) for old, news in read["old_to_new"].items() for new in news)
    return [pair for pair in pairs if pair not in WRONG_IN_THE_MAPPING]


def _old_units(read: dict[str, Any]) -> Iterator[dict[str, Any]]:
    gone = {ward["code"] for ward in read["wards_gone_2025_01_01"]}
    for district in read["old_2023"]["districts"]:
        for unit in (district, *district["wards"]):
            until = GONE_EARLY if unit["code"] in gone else OLD_TO
            served = district["code"] in PILOT_DISTRICTS
            centre = OLD_CENTRES.get(unit["code"])
            yield _unit(unit, (OLD_FROM, until), district["code"], served, centre)


def _new_units(read: dict[str, Any], pairs: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    area_of = {
        ward["code"]: district["code"]
        for district in read["old_2023"]["districts"]
        for ward in district["wards"]
    }
    for unit in read["new_2025"]["wards"]:
        areas = Counter(area_of[old] for old, new in pairs if new == unit["code"])
        area = areas.most_common(1)[0][0] if areas else ""
        centre = (unit["lat"], unit["lon"])
        yield _unit(unit, (NEW_FROM, None), area, area in PILOT_DISTRICTS, centre)


def _unit(
    read: dict[str, Any],
    valid: tuple[str, str | None],
    area: str,
    served: bool,
    centre: tuple[float, float] | None,
) -> dict[str, Any]:
    latitude, longitude = centre or (None, None)
    return {
        "code": read["code"],
        "valid_from": valid[0],
        "valid_to": valid[1],
        "name": read["name"],
        "kind": next(kind for word, kind in KINDS.items() if read["full_name"].startswith(word)),
        "area": area,
        "served": served,
        "latitude": latitude,
        "longitude": longitude,
    }


def _boundaries(read: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for feature in read["features"]:
        shape = feature["geometry"]
        several = shape["type"] == "MultiPolygon"
        polygons = shape["coordinates"] if several else [shape["coordinates"]]
        yield f"{feature['properties']['code']}@{NEW_FROM}", _rounded(polygons)


def _rounded(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [_rounded(number) for number in numbers]
    return round(numbers, DECIMALS)


def _write(path: Path, document: dict[str, Any]) -> None:
    """Compact, but one row a line, so that a change can be read."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text.replace("},{", "},\n{").replace('],["', '],\n["') + "\n", "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
