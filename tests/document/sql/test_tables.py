"""What a schema in SQL says of its tables."""

import pytest

from specs.document.tables_of_sql import MOST, Column, Table, tables

SCHEMA = """
-- CREATE TABLE ghost (id int);
CREATE TABLE IF NOT EXISTS "public"."orders" (
    id          BIGINT PRIMARY KEY,  -- the key, not (a bracket
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    total       numeric(12, 2) DEFAULT 0 CHECK (total > 0, true),
    note        text DEFAULT 'a, b) c''s',
    tags        text[],
    placed_at   timestamp with time zone /* in UTC, always */ not null,
    email       varchar(200) UNIQUE
);
create temporary table `order lines` (
    order_id int, line int, sku text, other int,
    PRIMARY KEY (order_id, line),
    CONSTRAINT fk FOREIGN KEY (order_id) REFERENCES "public"."orders",
    FOREIGN KEY (other) REFERENCES a (x, y),
    UNIQUE (sku), UNIQUE (order_id, sku), CHECK (line > 0),
    KEY by_sku (sku)
);
CREATE INDEX by_email ON orders (email);
"""


def test_tables_have_columns_types_and_keys() -> None:
    orders, lines = tables(SCHEMA)

    assert orders == Table(
        "public.orders",
        (
            Column("id", "BIGINT", primary=True),
            Column("customer_id", "bigint", refers="customers.id"),
            Column("total", "numeric(12, 2)"),
            Column("note", "text"),
            Column("tags", "text[]"),
            Column("placed_at", "timestamp with time zone"),
            Column("email", "varchar(200)", unique=True),
        ),
    )
    assert lines == Table(
        "order lines",
        (
            Column("order_id", "int", primary=True, refers="public.orders"),
            Column("line", "int", primary=True),
            Column("sku", "text", unique=True),
            Column("other", "int", refers="a"),
        ),
    )


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("", []),
        ("SELECT 1", []),
        ("CREATE", []),
        ("CREATE TEMP", []),
        ("CREATE TABLE", []),
        ("CREATE TABLE IF NOT", []),
        ("CREATE TABLE orders", []),
        ("CREATE TABLE orders;", []),
        ("CREATE TABLE orders (", [Table("orders", ())]),
        ("CREATE TABLE orders ()", [Table("orders", ())]),
        ("CREATE TABLE orders (id", [Table("orders", (Column("id"),))]),
        ("CREATE TABLE orders (id int,", [Table("orders", (Column("id", "int"),))]),
        ("CREATE TABLE orders (id int REFERENCES", [Table("orders", (Column("id", "int"),))]),
        ("CREATE TABLE orders (id int REFERENCES a(b", [Table("orders", (Column("id", "int", refers="a.b"),))]),
        ("CREATE TABLE orders (id int, FOREIGN KEY (id)", [Table("orders", (Column("id", "int"),))]),
        ("CREATE TABLE o (id int REFERENCES a DEFERRABLE", [Table("o", (Column("id", "int", refers="a"),))]),
        ("CREATE TABLE orders (id int, PRIMARY KEY", [Table("orders", (Column("id", "int"),))]),
        ("CREATE TABLE {schema}.orders ([order id] int)", [Table("{schema}.orders", (Column("order id", "int"),))]),
        ("CREATE TABLE orders (note text DEFAULT 'open", [Table("orders", (Column("note", "text"),))]),
        ("CREATE TABLE orders (id int /* open", [Table("orders", (Column("id", "int"),))]),
        ("CREATE TABLE a (); CREATE TABLE b ()", [Table("a", ()), Table("b", ())]),
    ],
)  # fmt: skip
def test_what_is_half_written_is_read_as_far_as_it_goes(sql: str, found: list[Table]) -> None:
    assert tables(sql) == found


def test_only_the_beginning_of_a_long_schema_is_looked_at() -> None:
    assert tables(f"{' ' * MOST}CREATE TABLE late (id int)") == []
