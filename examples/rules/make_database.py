#!/usr/bin/env python3
"""Makes the shop database of the example: the same one every time.

Usage: make_database.py FILE
"""

import os
import sqlite3
import sys

PRODUCTS, CUSTOMERS, ORDERS = 400, 500, 3000
CATEGORIES = ["books", "garden", "kitchen", "music", "sport", "tools", "toys"]
COUNTRIES = ["AT", "CH", "DE", "DK", "FR", "NL", "PL"]
SEGMENTS = ["new", "regular", "gold"]
CHANNELS = ["web", "shop", "phone"]
# Category (None: all), first and last day of the year, from which quantity on, per cent. They add up.
DISCOUNTS = [
    ("garden", 1, 59, 1, 20),
    ("garden", 301, 365, 1, 20),
    ("sport", 150, 240, 1, 15),
    ("toys", 331, 365, 1, 10),
    (None, 1, 365, 12, 10),
]


class Numbers:
    """A linear congruential generator: unlike the library's, the same in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound


def main(path):
    numbers = Numbers(20240229)
    temporary = path + ".new"
    if os.path.exists(temporary):
        os.remove(temporary)
    db = sqlite3.connect(temporary)
    db.executescript(
        """
        CREATE TABLE products (id INTEGER PRIMARY KEY, sku TEXT UNIQUE, category TEXT,
                               price_cents INTEGER, cost_cents INTEGER, stock INTEGER);
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, country TEXT, segment TEXT, since INTEGER);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, day INTEGER, channel TEXT, ship_to TEXT);
        CREATE TABLE lines (order_id INTEGER, position INTEGER, product_id INTEGER, quantity INTEGER,
                            PRIMARY KEY (order_id, position));
        CREATE TABLE discounts (category TEXT, first_day INTEGER, last_day INTEGER, quantity INTEGER, percent INTEGER);
        """
    )
    db.executemany("INSERT INTO discounts VALUES (?, ?, ?, ?, ?)", DISCOUNTS)
    for product in range(1, PRODUCTS + 1):
        category = CATEGORIES[numbers.below(len(CATEGORIES))]
        cost = 100 + numbers.below(9900)
        price = cost * (120 + numbers.below(80)) // 100
        db.execute("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?)",
                   (product, f"{category[:3].upper()}-{product:04d}", category, price, cost, numbers.below(60)))
    for customer in range(1, CUSTOMERS + 1):
        db.execute("INSERT INTO customers VALUES (?, ?, ?, ?, ?)",
                   (customer, f"Customer {customer}", COUNTRIES[numbers.below(len(COUNTRIES))],
                    SEGMENTS[numbers.below(len(SEGMENTS))], 2005 + numbers.below(20)))
    for order in range(1, ORDERS + 1):
        customer = 1 + numbers.below(CUSTOMERS)
        home = db.execute("SELECT country FROM customers WHERE id = ?", (customer,)).fetchone()[0]
        ship_to = home if numbers.below(10) else COUNTRIES[numbers.below(len(COUNTRIES))]
        db.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?)",
                   (order, customer, 1 + numbers.below(365), CHANNELS[numbers.below(len(CHANNELS))], ship_to))
        for position in range(1 + numbers.below(5)):
            db.execute("INSERT INTO lines VALUES (?, ?, ?, ?)",
                       (order, position, 1 + numbers.below(PRODUCTS), 1 + numbers.below(15)))
    db.commit()
    db.close()
    os.replace(temporary, path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
