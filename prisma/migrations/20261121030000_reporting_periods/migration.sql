-- Reporting periods: what a furnisher reports of a month, under review and as it was reported.

-- CreateEnum
CREATE TYPE "PeriodOrigin" AS ENUM ('COMPUTED', 'BASELINE');

-- CreateEnum
CREATE TYPE "PeriodState" AS ENUM ('OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "PeriodReview" AS ENUM ('NEW', 'UNCHANGED', 'CHANGED', 'CORRECTED', 'HELD', 'EXCLUDED', 'MISSING', 'FINAL');

-- CreateTable
CREATE TABLE "reporting_periods" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "furnisher_id" UUID NOT NULL,
    "month" DATE NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "origin" "PeriodOrigin" NOT NULL,
    "state" "PeriodState" NOT NULL DEFAULT 'OPEN',
    "as_of" DATE NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "computation" INTEGER NOT NULL DEFAULT 0,
    "basis" JSONB,
    "computed_at" TIMESTAMPTZ(3),
    "summary" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,

    CONSTRAINT "reporting_periods_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "period_records" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "loan_key" TEXT NOT NULL,
    "connection_id" UUID,
    "source_key" TEXT,
    "display_key" TEXT,
    "computation" INTEGER NOT NULL,
    "review" "PeriodReview" NOT NULL,
    "comparison" "PeriodReview",
    "reason" TEXT,
    "preset_version_id" UUID,
    "document_hash" BYTEA,
    "content_hash" BYTEA,
    "fields" JSONB,
    "sealed_identity" BYTEA,
    "previous_reported_id" UUID,
    "findings" JSONB NOT NULL,
    "error_rules" TEXT[],
    "warning_rules" TEXT[],
    "error_count" INTEGER NOT NULL,
    "warning_count" INTEGER NOT NULL,
    "evidence" JSONB,
    "identification_number" TEXT,
    "consumer_account_number" TEXT,
    "account_status" TEXT,
    "portfolio_type" TEXT,
    "surname" TEXT,
    "first_name" TEXT,
    "date_of_first_delinquency" DATE,
    "delinquency_commenced" DATE,
    "days_past_due" INTEGER,
    "current_balance" BIGINT,
    "amount_past_due" BIGINT,
    "held_out_reason" TEXT,
    "held_out_by" TEXT,
    "held_out_at" TIMESTAMPTZ(3),

    CONSTRAINT "period_records_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "reported_records" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "month" DATE NOT NULL,
    "revision" INTEGER NOT NULL,
    "connection_id" UUID,
    "source_key" TEXT,
    "display_key" TEXT,
    "line" INTEGER,
    "review" "PeriodReview",
    "preset_version_id" UUID,
    "document_hash" BYTEA,
    "content_hash" BYTEA,
    "fields" JSONB NOT NULL,
    "sealed_identity" BYTEA NOT NULL,
    "identification_number" TEXT NOT NULL,
    "consumer_account_number" TEXT NOT NULL,
    "account_status" TEXT NOT NULL,
    "portfolio_type" TEXT NOT NULL,
    "surname" TEXT NOT NULL,
    "first_name" TEXT NOT NULL,
    "date_of_first_delinquency" DATE,
    "delinquency_commenced" DATE,
    "current_balance" BIGINT NOT NULL,
    "amount_past_due" BIGINT NOT NULL,

    CONSTRAINT "reported_records_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reporting_periods_organization_id_furnisher_id_month_revisi_key" ON "reporting_periods"("organization_id", "furnisher_id", "month", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "period_records_organization_id_period_id_loan_key_key" ON "period_records"("organization_id", "period_id", "loan_key");

-- CreateIndex
CREATE INDEX "period_records_organization_id_period_id_review_id_idx" ON "period_records"("organization_id", "period_id", "review", "id");

-- CreateIndex
CREATE INDEX "period_records_organization_id_period_id_consumer_account_n_idx" ON "period_records"("organization_id", "period_id", "consumer_account_number", "id");

-- CreateIndex
CREATE INDEX "period_records_organization_id_period_id_id_idx" ON "period_records"("organization_id", "period_id", "id");

-- CreateIndex
CREATE INDEX "reported_records_organization_id_period_id_id_idx" ON "reported_records"("organization_id", "period_id", "id");

-- CreateIndex
CREATE INDEX "reported_records_organization_id_period_id_consumer_account_idx" ON "reported_records"("organization_id", "period_id", "consumer_account_number", "id");

-- CreateIndex
CREATE INDEX "reported_records_organization_id_connection_id_source_key_m_idx" ON "reported_records"("organization_id", "connection_id", "source_key", "month", "revision");

-- AddForeignKey
ALTER TABLE "reporting_periods" ADD CONSTRAINT "reporting_periods_organization_id_furnisher_id_fkey" FOREIGN KEY ("organization_id", "furnisher_id") REFERENCES "furnishers"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "period_records" ADD CONSTRAINT "period_records_organization_id_period_id_fkey" FOREIGN KEY ("organization_id", "period_id") REFERENCES "reporting_periods"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reported_records" ADD CONSTRAINT "reported_records_organization_id_period_id_fkey" FOREIGN KEY ("organization_id", "period_id") REFERENCES "reporting_periods"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What stands in the way of closing, and what was held out. Prisma's schema language has no partial index.
CREATE INDEX "period_records_errors" ON "period_records"("organization_id", "period_id", "id") WHERE "error_count" > 0;

CREATE INDEX "period_records_held_out" ON "period_records"("organization_id", "period_id", "id") WHERE "held_out_at" IS NOT NULL;

-- What was reported does not change, whoever asks.

-- A closed month stays closed and stays the same month; a baseline may be taken back until a later month rests on it.
CREATE FUNCTION "keep_closed_period"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."state" = 'CLOSED' AND (OLD."origin" = 'COMPUTED' OR EXISTS (
       SELECT 1 FROM "reporting_periods" p WHERE p."organization_id" = OLD."organization_id"
         AND p."furnisher_id" = OLD."furnisher_id" AND p."month" > OLD."month" AND p."state" = 'CLOSED'))
     AND (TG_OP = 'DELETE' OR NEW."state" <> OLD."state" OR NEW."month" <> OLD."month" OR NEW."revision" <> OLD."revision"
       OR NEW."origin" <> OLD."origin" OR NEW."as_of" <> OLD."as_of" OR NEW."furnisher_id" <> OLD."furnisher_id") THEN
    RAISE EXCEPTION 'reporting period % is closed', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER "reporting_periods_keep_closed" BEFORE UPDATE OR DELETE ON "reporting_periods"
  FOR EACH ROW EXECUTE FUNCTION "keep_closed_period"();

-- "changed" holds the rows of the statement: one look at their periods, however many they are.
CREATE FUNCTION "keep_rows_of_closed_period"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM changed c JOIN "reporting_periods" p
      ON p."organization_id" = c."organization_id" AND p."id" = c."period_id" WHERE p."state" = 'CLOSED') THEN
    RAISE EXCEPTION 'rows of % belong to a closed reporting period', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

-- The accounts of a baseline may be matched to loans after its import; nothing else of them changes.
CREATE FUNCTION "keep_reported_records"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM before_change b JOIN "reporting_periods" p
      ON p."organization_id" = b."organization_id" AND p."id" = b."period_id" AND p."state" = 'CLOSED'
    LEFT JOIN after_change a ON a."organization_id" = b."organization_id" AND a."id" = b."id"
    WHERE p."origin" = 'COMPUTED' OR a."id" IS NULL
      OR to_jsonb(a) - '{connection_id,source_key,display_key}'::text[]
         <> to_jsonb(b) - '{connection_id,source_key,display_key}'::text[]) THEN
    RAISE EXCEPTION 'rows of % belong to a closed reporting period', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "period_records_keep_inserted" AFTER INSERT ON "period_records" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_rows_of_closed_period"();

CREATE TRIGGER "period_records_keep_updated" AFTER UPDATE ON "period_records" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_rows_of_closed_period"();

CREATE TRIGGER "period_records_keep_deleted" AFTER DELETE ON "period_records" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_rows_of_closed_period"();

CREATE TRIGGER "reported_records_keep_inserted" AFTER INSERT ON "reported_records" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_rows_of_closed_period"();

CREATE TRIGGER "reported_records_keep_updated" AFTER UPDATE ON "reported_records"
  REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_reported_records"();

CREATE TRIGGER "reported_records_keep_deleted" AFTER DELETE ON "reported_records" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_rows_of_closed_period"();
