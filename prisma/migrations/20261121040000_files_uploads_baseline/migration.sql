-- Uploads; files for bureaus; the baseline.

-- CreateEnum
CREATE TYPE "UploadPurpose" AS ENUM ('BASELINE', 'CSV_SOURCE', 'BUREAU_RESPONSE');

-- CreateEnum
CREATE TYPE "UploadState" AS ENUM ('RECEIVING', 'READY');

-- CreateTable
CREATE TABLE "uploads" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purpose" "UploadPurpose" NOT NULL,
    "name" TEXT NOT NULL,
    "state" "UploadState" NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "chunks" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "upload_chunks" (
    "organization_id" UUID NOT NULL,
    "upload_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "upload_chunks_pkey" PRIMARY KEY ("organization_id", "upload_id", "index")
);

-- CreateIndex
CREATE INDEX "uploads_expires_at_idx" ON "uploads"("expires_at");

-- AddForeignKey
ALTER TABLE "upload_chunks" ADD CONSTRAINT "upload_chunks_organization_id_upload_id_fkey" FOREIGN KEY ("organization_id", "upload_id") REFERENCES "uploads"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateEnum
CREATE TYPE "FileBureau" AS ENUM ('ALL', 'EQUIFAX', 'EXPERIAN', 'TRANSUNION', 'INNOVIS');

-- CreateEnum
CREATE TYPE "LineEnding" AS ENUM ('LF', 'CRLF');

-- CreateEnum
CREATE TYPE "Metro2FileState" AS ENUM ('WRITING', 'READY', 'FAILED', 'CORRUPT');

-- CreateEnum
CREATE TYPE "BaselineMatch" AS ENUM ('NUMBER', 'NUMBER_AND_SSN', 'MANUAL', 'AMBIGUOUS', 'NONE', 'IGNORED');

-- CreateEnum
CREATE TYPE "BaselineLoanState" AS ENUM ('MISSING', 'MATCHED', 'IGNORED');

-- CreateTable
CREATE TABLE "metro2_files" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "bureau" "FileBureau" NOT NULL,
    "number" INTEGER NOT NULL,
    "line_ending" "LineEnding" NOT NULL,
    "state" "Metro2FileState" NOT NULL,
    "name" TEXT NOT NULL,
    "header" JSONB NOT NULL,
    "records" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT NOT NULL DEFAULT '',
    "totals" JSONB,
    "findings" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "ready_at" TIMESTAMPTZ(3),

    CONSTRAINT "metro2_files_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "baseline_accounts" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "consumer_account_number" TEXT NOT NULL,
    "account_key" TEXT NOT NULL,
    "account_status" TEXT NOT NULL,
    "current_balance" BIGINT NOT NULL,
    "surname" TEXT NOT NULL,
    "ssn_hashes" TEXT[],
    "match" "BaselineMatch" NOT NULL,
    "same_consumer" BOOLEAN,
    "record_id" UUID,
    "reason" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "baseline_accounts_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "baselines" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "furnisher_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "layout" TEXT NOT NULL,
    "reporter_name" TEXT NOT NULL,
    "accounts" INTEGER NOT NULL,
    "unreadable" INTEGER NOT NULL,
    "findings" JSONB NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "imported_by" TEXT NOT NULL,

    CONSTRAINT "baselines_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "baseline_loans" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "consumer_account_number" TEXT NOT NULL,
    "state" "BaselineLoanState" NOT NULL,
    "reason" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "baseline_loans_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "baseline_problems" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "period_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "account_number" TEXT,
    "rule_id" TEXT NOT NULL,
    "severity" "Severity" NOT NULL,
    "fields" TEXT[],
    "message" TEXT NOT NULL,

    CONSTRAINT "baseline_problems_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateIndex
CREATE UNIQUE INDEX "metro2_files_organization_id_period_id_bureau_number_key" ON "metro2_files"("organization_id", "period_id", "bureau", "number");

-- CreateIndex
CREATE INDEX "baseline_accounts_organization_id_period_id_account_key_id_idx" ON "baseline_accounts"("organization_id", "period_id", "account_key", "id");

-- CreateIndex
CREATE INDEX "baseline_accounts_organization_id_period_id_match_id_idx" ON "baseline_accounts"("organization_id", "period_id", "match", "id");

-- CreateIndex
CREATE INDEX "baseline_accounts_organization_id_period_id_record_id_idx" ON "baseline_accounts"("organization_id", "period_id", "record_id");

-- CreateIndex
CREATE INDEX "baselines_organization_id_furnisher_id_idx" ON "baselines"("organization_id", "furnisher_id");

-- CreateIndex
CREATE UNIQUE INDEX "baseline_loans_organization_id_period_id_record_id_key" ON "baseline_loans"("organization_id", "period_id", "record_id");

-- CreateIndex
CREATE INDEX "baseline_loans_organization_id_period_id_state_id_idx" ON "baseline_loans"("organization_id", "period_id", "state", "id");

-- CreateIndex
CREATE INDEX "baseline_problems_organization_id_period_id_rule_id_id_idx" ON "baseline_problems"("organization_id", "period_id", "rule_id", "id");

-- AddForeignKey
ALTER TABLE "metro2_files" ADD CONSTRAINT "metro2_files_organization_id_period_id_fkey" FOREIGN KEY ("organization_id", "period_id") REFERENCES "reporting_periods"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "baseline_accounts" ADD CONSTRAINT "baseline_accounts_organization_id_period_id_fkey" FOREIGN KEY ("organization_id", "period_id") REFERENCES "reporting_periods"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "baselines" ADD CONSTRAINT "baselines_organization_id_id_fkey" FOREIGN KEY ("organization_id", "id") REFERENCES "reporting_periods"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "baseline_loans" ADD CONSTRAINT "baseline_loans_organization_id_period_id_fkey" FOREIGN KEY ("organization_id", "period_id") REFERENCES "reporting_periods"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "baseline_problems" ADD CONSTRAINT "baseline_problems_organization_id_period_id_fkey" FOREIGN KEY ("organization_id", "period_id") REFERENCES "reporting_periods"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The order of a file. By bytes: an order that followed the database's language would give other bytes after a move to another one.
CREATE INDEX "reported_records_organization_id_period_id_identification_n_idx" ON "reported_records"("organization_id", "period_id", "identification_number" COLLATE "C", "consumer_account_number" COLLATE "C", "id");

-- What account numbers are compared by (server/reporting/baseline/match.ts). Prisma's schema language has no index on an expression.
CREATE INDEX "metro2_records_account_key" ON "metro2_records"("organization_id", (ltrim(upper(replace("consumer_account_number", ' ', '')), '0'))) WHERE "consumer_account_number" IS NOT NULL;
