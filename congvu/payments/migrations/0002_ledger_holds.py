"""The database itself holds the ledger: nothing changed, debits equal credits, lines their total."""

from django.db import migrations

_REFUSE = """
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what is booked stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
_GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
"""
_TABLES = ["payments_entry", "payments_posting", "payments_notification"]

_BALANCED = """
CREATE FUNCTION payments_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
    difference numeric;
    sides integer;
    strange integer;
BEGIN
    IF TG_TABLE_NAME = 'payments_entry' THEN wanted := NEW.id; ELSE wanted := NEW.entry_id; END IF;
    SELECT coalesce(sum(p.debit), 0) - coalesce(sum(p.credit), 0), count(p.id),
           count(p.id) FILTER (WHERE a.agency_id <> e.agency_id)
      INTO difference, sides, strange
      FROM payments_entry e
      LEFT JOIN payments_posting p ON p.entry_id = e.id
      LEFT JOIN payments_account a ON a.id = p.account_id
     WHERE e.id = wanted;
    IF difference <> 0 OR sides < 2 OR strange > 0 THEN
        RAISE EXCEPTION 'entry % does not balance: % apart, % sides', wanted, difference, sides
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_entry_balanced';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER payments_entry_balanced AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_balanced();
CREATE CONSTRAINT TRIGGER payments_posting_balanced AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_balanced();
"""
_UNBALANCED = """
DROP TRIGGER payments_posting_balanced ON payments_posting;
DROP TRIGGER payments_entry_balanced ON payments_entry;
DROP FUNCTION payments_balanced();
"""

_SUMMED = """
CREATE FUNCTION payments_summed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
    said numeric;
    summed numeric;
BEGIN
    IF TG_TABLE_NAME = 'payments_payable' THEN wanted := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN wanted := OLD.payable_id;
    ELSE wanted := NEW.payable_id; END IF;
    SELECT p.total, coalesce((SELECT sum(amount) FROM payments_payableline WHERE payable_id = p.id), 0)
      INTO said, summed FROM payments_payable p WHERE p.id = wanted;
    IF said <> summed THEN
        RAISE EXCEPTION 'payable % says % and its lines %', wanted, said, summed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_total_of_lines';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER payments_total_of_lines AFTER INSERT OR UPDATE OF total ON payments_payable
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_summed();
CREATE CONSTRAINT TRIGGER payments_lines_of_total
    AFTER INSERT OR UPDATE OR DELETE ON payments_payableline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_summed();
"""
_UNSUMMED = """
DROP TRIGGER payments_lines_of_total ON payments_payableline;
DROP TRIGGER payments_total_of_lines ON payments_payable;
DROP FUNCTION payments_summed();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(_REFUSE, "DROP FUNCTION payments_refuse_change();"),
        *[
            migrations.RunSQL(
                _GUARD.format(table=table), f"DROP TRIGGER {table}_append_only ON {table};"
            )
            for table in _TABLES
        ],
        migrations.RunSQL(_BALANCED, _UNBALANCED),
        migrations.RunSQL(_SUMMED, _UNSUMMED),
    ]
