-- Reviews of months that were closed long ago may be deleted; what was reported stays.

-- AlterTable
ALTER TABLE "reporting_periods" ADD COLUMN "review_deleted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "reporting_periods" ADD COLUMN "review_counts" JSONB;

-- What nothing rests on any more has a closed month after it. Without the mark, or on the newest month, rows go as little as before.
CREATE FUNCTION "is_review_deleted"("period" "reporting_periods") RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT "period"."origin" = 'COMPUTED' AND "period"."review_deleted_at" IS NOT NULL AND EXISTS (
    SELECT 1 FROM "reporting_periods" later WHERE later."organization_id" = "period"."organization_id"
      AND later."furnisher_id" = "period"."furnisher_id" AND later."month" > "period"."month" AND later."state" = 'CLOSED')
$$;

CREATE OR REPLACE FUNCTION "keep_rows_of_closed_period"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM changed c JOIN "reporting_periods" p
      ON p."organization_id" = c."organization_id" AND p."id" = c."period_id" WHERE p."state" = 'CLOSED'
      AND NOT (TG_OP = 'DELETE' AND (is_organization_deleted(c."organization_id")
        OR (TG_TABLE_NAME = 'period_records' AND is_review_deleted(p))))) THEN
    RAISE EXCEPTION 'rows of % belong to a closed reporting period', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
