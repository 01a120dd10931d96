"""The first tables of the office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

GUARDS = {
    "postgresql": [
        "CREATE FUNCTION trail_is_append_only() RETURNS trigger AS $$ BEGIN IF TG_OP "
        "= 'UPDATE' AND NEW.details = '{\"scrubbed\": true}' AND NEW.id IS NOT "
        "DISTINCT FROM OLD.id AND NEW.at IS NOT DISTINCT FROM OLD.at AND "
        "NEW.account_id IS NOT DISTINCT FROM OLD.account_id AND NEW.actor IS NOT "
        "DISTINCT FROM OLD.actor AND NEW.verb IS NOT DISTINCT FROM OLD.verb AND "
        "NEW.action IS NOT DISTINCT FROM OLD.action AND NEW.record_type IS NOT "
        "DISTINCT FROM OLD.record_type AND NEW.record_id IS NOT DISTINCT FROM "
        "OLD.record_id AND NEW.record_version IS NOT DISTINCT FROM OLD.record_version "
        "AND NEW.unit_id IS NOT DISTINCT FROM OLD.unit_id AND NEW.label IS NOT "
        "DISTINCT FROM OLD.label AND NEW.details_hash IS NOT DISTINCT FROM "
        "OLD.details_hash AND NEW.hash IS NOT DISTINCT FROM OLD.hash THEN RETURN NEW; "
        "END IF; RAISE EXCEPTION 'the trail is append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER trail_guard BEFORE UPDATE OR DELETE ON trail FOR EACH ROW "
        "EXECUTE FUNCTION trail_is_append_only()",
        "CREATE TRIGGER trail_guard_truncate BEFORE TRUNCATE ON trail FOR EACH "
        "STATEMENT EXECUTE FUNCTION trail_is_append_only()",
    ],
    "sqlite": [
        "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, "
        "'the trail is append-only'); END",
        "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail WHEN NOT (NEW.details = "
        "'{\"scrubbed\": true}' AND NEW.id IS OLD.id AND NEW.at IS OLD.at AND "
        "NEW.account_id IS OLD.account_id AND NEW.actor IS OLD.actor AND NEW.verb IS "
        "OLD.verb AND NEW.action IS OLD.action AND NEW.record_type IS OLD.record_type AND "
        "NEW.record_id IS OLD.record_id AND NEW.record_version IS OLD.record_version AND "
        "NEW.unit_id IS OLD.unit_id AND NEW.label IS OLD.label AND NEW.details_hash IS "
        "OLD.details_hash AND NEW.hash IS OLD.hash) BEGIN SELECT RAISE(ABORT, 'the trail "
        "is append-only'); END",
    ],
}
"""The trail is append-only in the database itself."""


def upgrade() -> None:
    op.create_table(
        "area_version",
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("area", name=op.f("pk_area_version")),
    )
    op.create_table(
        "code",
        sa.Column("list_name", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("zh", sa.String(length=60), nullable=False),
        sa.Column("en", sa.String(length=60), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("list_name", "code", name=op.f("uq_code_list_name_code")),
    )
    op.create_table(
        "draft",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("account_id", "form", name=op.f("uq_draft_account_id_form")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_account_id"), ["account_id"], unique=False)

    op.create_table(
        "extra_field",
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("codes", sa.String(length=40), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("help", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_field")),
        sa.UniqueConstraint("register", "name", name=op.f("uq_extra_field_register_name")),
    )
    op.create_table(
        "form_token",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_form_token")),
    )
    with op.batch_alter_table("form_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_token_at"), ["at"], unique=False)

    op.create_table(
        "header_mapping",
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_header_mapping")),
    )
    op.create_table(
        "letter_template",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("may_reveal", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
    )
    op.create_table(
        "name_gram",
        sa.Column(
            "gram",
            sa.String(length=60, collation="C").with_variant(sa.String(length=60), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.PrimaryKeyConstraint("gram", "member_id", name=op.f("pk_name_gram")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("name_gram", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_gram_member_id"), ["member_id"], unique=False)

    op.create_table(
        "recent_record",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("record_type", sa.String(length=40), nullable=False),
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "account_id", "record_type", "record_id", name=op.f("pk_recent_record")
        ),
    )
    with op.batch_alter_table("recent_record", schema=None) as batch_op:
        batch_op.create_index("ix_recent_record_account_at", ["account_id", "at"], unique=False)

    op.create_table(
        "role",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("zh", sa.String(length=60), nullable=False),
        sa.Column("en", sa.String(length=60), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("code", name=op.f("uq_role_code")),
    )
    op.create_table(
        "role_conflict",
        sa.Column("first", sa.String(length=40), nullable=False),
        sa.Column("second", sa.String(length=40), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_conflict")),
        sa.UniqueConstraint("first", "second", name=op.f("uq_role_conflict_first_second")),
    )
    op.create_table(
        "saved_filter",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "account_id", "register", "name", name=op.f("uq_saved_filter_account_id_register_name")
        ),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", name=op.f("uq_setting_key")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("wait_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_try")),
    )
    op.create_table(
        "trail_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "unit",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("usci", sa.String(length=18), nullable=True),
        sa.Column("certificate_no", sa.String(length=40), nullable=True),
        sa.Column("approved_by", sa.String(length=100), nullable=True),
        sa.Column("approval_no", sa.String(length=40), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("industry", sa.String(length=40), nullable=True),
        sa.Column("employer_type", sa.String(length=40), nullable=True),
        sa.Column("term_start_on", sa.Date(), nullable=True),
        sa.Column("term_end_on", sa.Date(), nullable=True),
        sa.Column("chair_name", sa.String(length=60), nullable=True),
        sa.Column("chair_gender", sa.String(length=40), nullable=True),
        sa.Column("chair_phone", sa.String(length=40), nullable=True),
        sa.Column("chair_full_time", sa.Boolean(), nullable=True),
        sa.Column("worker_count", sa.Integer(), nullable=True),
        sa.Column("women_count", sa.Integer(), nullable=True),
        sa.Column("migrant_count", sa.Integer(), nullable=True),
        sa.Column("cadre_count", sa.Integer(), nullable=True),
        sa.Column("has_women_committee", sa.Boolean(), nullable=True),
        sa.Column("has_audit_committee", sa.Boolean(), nullable=True),
        sa.Column("region_code", sa.String(length=12), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("contact_name", sa.String(length=60), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_name",
            sa.String(length=60, collation="C").with_variant(sa.String(length=60), "sqlite"),
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_unit_sort", ["sort_name", "id"], unique=False)
        batch_op.create_index("ix_unit_term", ["term_end_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_usci"), ["usci"], unique=False)

    op.create_table(
        "workday",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workday")),
        sa.UniqueConstraint("on", name=op.f("uq_workday_on")),
    )
    op.create_table(
        "account",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=72), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("record_type", sa.String(length=40), nullable=False),
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attachment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_record", ["record_type", "record_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_import_batch_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "member",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("id_type", sa.String(length=40), nullable=True),
        sa.Column("id_no", sa.LargeBinary(), nullable=True),
        sa.Column("gender", sa.String(length=40), nullable=True),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("nation", sa.String(length=40), nullable=True),
        sa.Column("political_status", sa.String(length=40), nullable=True),
        sa.Column("marital_status", sa.String(length=40), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("household_type", sa.String(length=40), nullable=True),
        sa.Column("mobile", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.String(length=100), nullable=True),
        sa.Column("home_address", sa.LargeBinary(), nullable=True),
        sa.Column("bank_number", sa.LargeBinary(), nullable=True),
        sa.Column("bank_name", sa.String(length=60), nullable=True),
        sa.Column("job_no", sa.String(length=30), nullable=True),
        sa.Column("job", sa.String(length=60), nullable=True),
        sa.Column("position", sa.String(length=60), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=True),
        sa.Column("skill_level", sa.String(length=40), nullable=True),
        sa.Column("work_status", sa.String(length=40), nullable=True),
        sa.Column("work_start_on", sa.Date(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column(
            "member_no",
            sa.String(length=30, collation="C").with_variant(sa.String(length=30), "sqlite"),
            nullable=True,
        ),
        sa.Column("dues_until_on", sa.Date(), nullable=True),
        sa.Column("last_active_on", sa.Date(), nullable=True),
        sa.Column("is_migrant_worker", sa.Boolean(), nullable=True),
        sa.Column("is_new_form_worker", sa.Boolean(), nullable=True),
        sa.Column("new_form_kind", sa.String(length=40), nullable=True),
        sa.Column("platform", sa.String(length=60), nullable=True),
        sa.Column("model_worker", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("id_no_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("id_no_tail", sa.LargeBinary(length=16), nullable=True),
        sa.Column("mobile_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("mobile_tail", sa.LargeBinary(length=16), nullable=True),
        sa.Column("bank_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "sort_name",
            sa.String(length=60, collation="C").with_variant(sa.String(length=60), "sqlite"),
            nullable=False,
        ),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column(
            "merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["member.id"], name=op.f("fk_member_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("ix_member_bank", ["bank_index"], unique=False)
        batch_op.create_index("ix_member_born", ["name", "birth_on"], unique=False)
        batch_op.create_index("ix_member_dues", ["dues_until_on"], unique=False)
        batch_op.create_index("ix_member_id_no_tail", ["id_no_tail"], unique=False)
        batch_op.create_index(
            "ix_member_merged_into_id",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index("ix_member_mobile", ["mobile_index"], unique=False)
        batch_op.create_index("ix_member_mobile_tail", ["mobile_tail"], unique=False)
        batch_op.create_index(
            "ix_member_sort",
            ["sort_name", "id", "unit_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NULL AND withdrawn IS 0"),
            postgresql_where=sa.text("merged_into_id IS NULL AND withdrawn IS FALSE"),
        )
        batch_op.create_index(batch_op.f("ix_member_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "ix_member_unit_sort",
            ["unit_id", "sort_name", "id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NULL AND withdrawn IS 0"),
            postgresql_where=sa.text("merged_into_id IS NULL AND withdrawn IS FALSE"),
        )
        batch_op.create_index(
            "uq_member_id_no",
            ["id_no_index", "id_type"],
            unique=True,
            sqlite_where=sa.text("merged_into_id IS NULL AND withdrawn IS 0"),
            postgresql_where=sa.text("merged_into_id IS NULL AND withdrawn IS FALSE"),
        )
        batch_op.create_index(
            "uq_member_member_no",
            ["member_no"],
            unique=True,
            sqlite_where=sa.text("merged_into_id IS NULL AND withdrawn IS 0"),
            postgresql_where=sa.text("merged_into_id IS NULL AND withdrawn IS FALSE"),
        )

    op.create_table(
        "move",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("record_type", sa.String(length=40), nullable=False),
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_move_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.create_index("ix_move_record", ["record_type", "record_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_move_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "summary",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.String(length=40), nullable=False),
        sa.Column("second", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_summary_unit_id")),
        sa.PrimaryKeyConstraint(
            "name", "unit_id", "first", "second", "month", name=op.f("pk_summary")
        ),
    )
    op.create_table(
        "trail",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("record_type", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("record_version", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("details_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_trail_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index("ix_trail_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_trail_at", ["at"], unique=False)
        batch_op.create_index(
            "ix_trail_rare",
            ["action", "id"],
            unique=False,
            sqlite_where=sa.text("action NOT IN ('created', 'changed')"),
            postgresql_where=sa.text("action NOT IN ('created', 'changed')"),
        )
        batch_op.create_index("ix_trail_record", ["record_type", "record_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_below",
        sa.Column(
            "ancestor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["unit.id"], name=op.f("fk_unit_below_ancestor_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_below_unit_id")),
        sa.PrimaryKeyConstraint("ancestor_id", "unit_id", name=op.f("pk_unit_below")),
    )
    with op.batch_alter_table("unit_below", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_below_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "account_role",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role_code", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_role_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_role")),
    )
    with op.batch_alter_table("account_role", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_role_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_account_role_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "record_id", name=op.f("pk_import_row")),
    )
    op.create_table(
        "join_application",
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_join_application_member_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_join_application_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_application")),
    )
    with op.batch_alter_table("join_application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_join_application_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index("ix_join_application_state", ["state", "unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_join_application_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "life_event",
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_life_event_member_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_life_event_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_event")),
    )
    with op.batch_alter_table("life_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_life_event_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_life_event_on", ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_life_event_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "lookalike",
        sa.Column("first_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "second_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "second_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("matched", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["member.id"], name=op.f("fk_lookalike_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["member.id"], name=op.f("fk_lookalike_second_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_lookalike_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookalike")),
    )
    with op.batch_alter_table("lookalike", schema=None) as batch_op:
        batch_op.create_index("ix_lookalike_pair", ["first_id", "second_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_lookalike_score"), ["score"], unique=False)
        batch_op.create_index(batch_op.f("ix_lookalike_second_id"), ["second_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lookalike_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "member_problem",
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_problem_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "code", name=op.f("pk_member_problem")),
    )
    with op.batch_alter_table("member_problem", schema=None) as batch_op:
        batch_op.create_index("ix_member_problem_code", ["code", "member_id"], unique=False)
        batch_op.create_index(
            "ix_member_problem_unit", ["unit_id", "code", "member_id"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("change_type", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_membership_member_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_membership_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "merge",
        sa.Column("kept_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gone_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kept_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["gone_id"], ["member.id"], name=op.f("fk_merge_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["member.id"], name=op.f("fk_merge_kept_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_merge_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_gone_id"), ["gone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("idle_until", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_why", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_sign_in_fingerprint")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_account", ["account_id", "ended_at"], unique=False)

    op.create_table(
        "transfer",
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("member_name", sa.String(length=60), nullable=False),
        sa.Column(
            "to_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_transfer_member_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_transfer_to_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_transfer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_transfer_state", ["state", "to_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_to_unit_id"), ["to_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "sign_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], name=op.f("fk_ticket_sign_in_id")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_ticket")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_expires_at"), ["expires_at"], unique=False)

    for guard in GUARDS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(guard)
