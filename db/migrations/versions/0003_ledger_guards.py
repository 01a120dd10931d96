"""The funds' ledger is append-only in the database itself."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

GUARDS = {
    "postgresql": [
        "CREATE FUNCTION ledger_is_append_only() RETURNS trigger AS $$ BEGIN"
        " RAISE EXCEPTION 'the ledger is append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER fund_entry_guard BEFORE UPDATE OR DELETE ON fund_entry"
        " FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
        "CREATE TRIGGER fund_entry_guard_truncate BEFORE TRUNCATE ON fund_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
    ],
    "sqlite": [
        "CREATE TRIGGER fund_entry_no_delete BEFORE DELETE ON fund_entry"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER fund_entry_no_update BEFORE UPDATE ON fund_entry"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ],
}


def upgrade() -> None:
    for guard in GUARDS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(guard)
