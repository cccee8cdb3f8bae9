-- What closed periods hold goes with their organization, and only with it.

CREATE FUNCTION "is_organization_deleted"("organization" UUID) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "organizations" o WHERE o."id" = "organization" AND o."deleted_at" IS NOT NULL)
$$;

CREATE OR REPLACE FUNCTION "keep_closed_period"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."state" = 'CLOSED' AND (OLD."origin" = 'COMPUTED' OR EXISTS (
       SELECT 1 FROM "reporting_periods" p WHERE p."organization_id" = OLD."organization_id"
         AND p."furnisher_id" = OLD."furnisher_id" AND p."month" > OLD."month" AND p."state" = 'CLOSED'))
     AND (TG_OP = 'DELETE' OR NEW."state" <> OLD."state" OR NEW."month" <> OLD."month" OR NEW."revision" <> OLD."revision"
       OR NEW."origin" <> OLD."origin" OR NEW."as_of" <> OLD."as_of" OR NEW."furnisher_id" <> OLD."furnisher_id")
     AND NOT (TG_OP = 'DELETE' AND is_organization_deleted(OLD."organization_id")) THEN
    RAISE EXCEPTION 'reporting period % is closed', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION "keep_rows_of_closed_period"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM changed c JOIN "reporting_periods" p
      ON p."organization_id" = c."organization_id" AND p."id" = c."period_id" WHERE p."state" = 'CLOSED'
      AND NOT (TG_OP = 'DELETE' AND is_organization_deleted(c."organization_id"))) THEN
    RAISE EXCEPTION 'rows of % belong to a closed reporting period', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
