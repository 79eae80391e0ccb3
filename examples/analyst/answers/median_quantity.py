# What is the median quantity per order of each product?
import statistics
from collections import defaultdict

quantities = defaultdict(list)


def note(row):
    quantities[row["product"]].append(row["quantity"])


Data.Each(note)
{product: statistics.median(found) for product, found in sorted(quantities.items())}
