"""Make `units.tsv` anew from the package vietnamadminunits (MIT), which is not needed at run time.

pip install vietnamadminunits==1.0.4 && python -m bot.places.refresh
"""

import csv
import json
import sqlite3
import sys
from importlib.util import find_spec
from pathlib import Path

TARGET = Path(__file__).with_name("units.tsv")
COLUMNS = ("province", "ward", "former_province", "former_district", "former_ward")


def main() -> int:
    """Write one row for each (ward of today, former unit that went into it, whole or in part)."""
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        sys.stderr.write("cần gói vietnamadminunits: pip install vietnamadminunits==1.0.4\n")
        return 1
    data = Path(spec.origin).parent / "data"
    with sqlite3.connect(data / "dataset.db") as database:
        database.row_factory = sqlite3.Row
        today = {
            (row["provinceKey"], row["wardKey"]): (row["province"], row["ward"])
            for row in database.execute("SELECT * FROM admin_units")
        }
        former = {
            "_".join((row["provinceKey"], row["districtKey"] or "", row["wardKey"] or "")): (
                row["province"],
                row["district"] or "",
                row["ward"] or "",
            )
            for row in database.execute("SELECT * FROM admin_units_legacy")
        }
    converter = json.loads((data / "converter_2025.json").read_text())
    pairs = {
        (province, ward, old)
        for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for ward, olds in wards.items()
        for old in olds
    } | {
        (province, part["newWardKey"], old)
        for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items()
        for old, parts in olds.items()
        for part in parts
    }
    rows = sorted((*today[province, ward], *former[old]) for province, ward, old in pairs)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
