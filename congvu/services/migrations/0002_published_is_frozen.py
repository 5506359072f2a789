"""A version that was published says the same for ever: dossiers are pinned to it."""

from django.db import migrations

_FREEZE = """
CREATE FUNCTION services_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published definition is frozen';
END
$$;
CREATE TRIGGER definition_published_is_frozen BEFORE UPDATE ON services_definition
    FOR EACH ROW WHEN (OLD.state <> 'draft' AND (
        NEW.state = 'draft' OR NEW.data IS DISTINCT FROM OLD.data OR NEW.number <> OLD.number
        OR NEW.procedure_id <> OLD.procedure_id OR NEW.published_at <> OLD.published_at))
    EXECUTE FUNCTION services_refuse_published();
CREATE TRIGGER definition_published_stays BEFORE DELETE ON services_definition
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION services_refuse_published();
"""
_THAW = """
DROP TRIGGER definition_published_is_frozen ON services_definition;
DROP TRIGGER definition_published_stays ON services_definition;
DROP FUNCTION services_refuse_published();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]
    operations = [migrations.RunSQL(_FREEZE, _THAW)]
