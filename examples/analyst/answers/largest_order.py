# Find the largest order by list price, using SQL.
import sqlite3

database = sqlite3.connect(":memory:")
database.execute("create table orders (number integer, total real)")


def insert(row):
    database.execute("insert into orders values (?, ?)", (row["order"], row["quantity"] * row["unit_price"]))


Data.Each(insert)
number, total = database.execute("select number, total from orders order by total desc, number limit 1").fetchone()
[number, round(total, 2)]
