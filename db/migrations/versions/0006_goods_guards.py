"""Goods of campaigns are append-only in the database itself, as the ledger of the funds is."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

GUARDS = {
    "postgresql": [
        "CREATE FUNCTION goods_are_append_only() RETURNS trigger AS $$ BEGIN"
        " RAISE EXCEPTION 'entries of goods are append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER campaign_goods_guard BEFORE UPDATE OR DELETE ON campaign_goods"
        " FOR EACH ROW EXECUTE FUNCTION goods_are_append_only()",
        "CREATE TRIGGER campaign_goods_guard_truncate BEFORE TRUNCATE ON campaign_goods"
        " FOR EACH STATEMENT EXECUTE FUNCTION goods_are_append_only()",
    ],
    "sqlite": [
        "CREATE TRIGGER campaign_goods_no_delete BEFORE DELETE ON campaign_goods"
        " BEGIN SELECT RAISE(ABORT, 'entries of goods are append-only'); END",
        "CREATE TRIGGER campaign_goods_no_update BEFORE UPDATE ON campaign_goods"
        " BEGIN SELECT RAISE(ABORT, 'entries of goods are append-only'); END",
    ],
}


def upgrade() -> None:
    for guard in GUARDS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(guard)
