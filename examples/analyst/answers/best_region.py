# Which region had the highest revenue in March 2026, and how much was it?
import csv
import io
from collections import defaultdict

import Data

revenue = defaultdict(float)
for row in csv.DictReader(io.StringIO(Data.Csv())):
    if row["day"].startswith("2026-03"):
        discount = float(row["discount"] or 0)
        revenue[row["region"]] += int(row["quantity"]) * float(row["unit_price"]) * (1 - discount)

region = max(revenue, key=revenue.get)
print(f"{region} led March with {revenue[region]:,.2f}")
[region, round(revenue[region], 2)]
