-- The first schema. Written by hand in the form that `prisma migrate diff` prints; a test proves that it agrees with schema.prisma.

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('VIEWER', 'ANALYST', 'OPERATOR', 'ADMIN');

-- CreateEnum
CREATE TYPE "Environment" AS ENUM ('SANDBOX', 'PRODUCTION');

-- CreateEnum
CREATE TYPE "ConnectionState" AS ENUM ('ACTIVE', 'PAUSED');

-- CreateEnum
CREATE TYPE "SyncMode" AS ENUM ('INCREMENTAL', 'FULL', 'RANGE', 'IDS', 'ROLLOVER');

-- CreateEnum
CREATE TYPE "SyncTrigger" AS ENUM ('MANUAL', 'FIRST');

-- CreateEnum
CREATE TYPE "SyncRunState" AS ENUM ('QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'SUCCEEDED_WITH_ERRORS', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "SyncPhase" AS ENUM ('PULL', 'ROLLOVER');

-- CreateEnum
CREATE TYPE "SyncEventKind" AS ENUM ('RUN_STATE', 'PAGE', 'BATCH', 'QUARANTINED', 'THROTTLED', 'DRIFT', 'NOTICE');

-- CreateEnum
CREATE TYPE "ConnectionEventKind" AS ENUM ('CREATED', 'UPDATED', 'CREDENTIALS_REPLACED', 'CHECKED', 'PAUSED', 'RESUMED', 'RUN_STATE');

-- CreateEnum
CREATE TYPE "Eligibility" AS ENUM ('REPORTABLE', 'HELD', 'EXCLUDED');

-- CreateEnum
CREATE TYPE "Severity" AS ENUM ('ERROR', 'WARNING', 'INFO');

-- CreateEnum
CREATE TYPE "QuarantineStage" AS ENUM ('SOURCE', 'NORMALIZE', 'MAP');

-- CreateTable
CREATE TABLE "organizations" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "wrapped_data_key" BYTEA NOT NULL,
    "wrapped_index_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "furnishers" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "telephone_number" TEXT NOT NULL,
    "identification_number" TEXT NOT NULL,
    "innovis_program_identifier" TEXT NOT NULL,
    "equifax_program_identifier" TEXT NOT NULL,
    "experian_program_identifier" TEXT NOT NULL,
    "transunion_program_identifier" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "furnishers_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "connections" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "furnisher_id" UUID NOT NULL,
    "plugin_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "environment" "Environment" NOT NULL,
    "state" "ConnectionState" NOT NULL,
    "pause_reason" JSONB,
    "settings" JSONB NOT NULL,
    "sealed_credentials" BYTEA NOT NULL,
    "credentials_hint" TEXT NOT NULL,
    "credentials_set_at" TIMESTAMPTZ(3) NOT NULL,
    "capabilities" JSONB NOT NULL,
    "lookups" JSONB NOT NULL,
    "catalogue" JSONB NOT NULL,
    "check_report" JSONB NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "preset_id" UUID NOT NULL,
    "cursor" JSONB,
    "as_of" DATE,
    "last_event_seq" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connections_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "mapping_presets" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "plugin_id" TEXT NOT NULL,
    "cloned_from" TEXT NOT NULL,
    "published_version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mapping_presets_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "mapping_preset_versions" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "preset_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "mapping_preset_versions_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "sync_runs" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "preset_version_id" UUID NOT NULL,
    "mode" "SyncMode" NOT NULL,
    "state" "SyncRunState" NOT NULL,
    "trigger" "SyncTrigger" NOT NULL,
    "as_of" DATE NOT NULL,
    "request" JSONB NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "worker_id" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "phase" "SyncPhase" NOT NULL DEFAULT 'PULL',
    "checkpoint" JSONB,
    "end_cursor" JSONB,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "seen" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "remapped" INTEGER NOT NULL DEFAULT 0,
    "held" INTEGER NOT NULL DEFAULT 0,
    "excluded" INTEGER NOT NULL DEFAULT 0,
    "quarantined" INTEGER NOT NULL DEFAULT 0,
    "errors" INTEGER NOT NULL DEFAULT 0,
    "warnings" INTEGER NOT NULL DEFAULT 0,
    "infos" INTEGER NOT NULL DEFAULT 0,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_runs_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "sync_events" (
    "organization_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "SyncEventKind" NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sync_events_pkey" PRIMARY KEY ("organization_id", "run_id", "seq")
);

-- CreateTable
CREATE TABLE "connection_events" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "ConnectionEventKind" NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_events_pkey" PRIMARY KEY ("organization_id", "connection_id", "seq")
);

-- CreateTable
CREATE TABLE "source_records" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "display_key" TEXT NOT NULL,
    "document" BYTEA NOT NULL,
    "document_hash" BYTEA NOT NULL,
    "projection_hash" BYTEA NOT NULL,
    "change_token" TEXT NOT NULL,
    "snapshot_date" DATE,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "last_run_id" UUID NOT NULL,

    CONSTRAINT "source_records_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "metro2_records" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "source_record_id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "display_key" TEXT NOT NULL,
    "preset_version_id" UUID NOT NULL,
    "as_of" DATE NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "eligibility" "Eligibility" NOT NULL,
    "exclusion_reason" TEXT,
    "exclusion_detail" TEXT,
    "fields" JSONB,
    "sealed_identity" BYTEA,
    "consumer_account_number" TEXT,
    "account_status" TEXT,
    "portfolio_type" TEXT,
    "account_type" TEXT,
    "surname" TEXT,
    "first_name" TEXT,
    "date_opened" DATE,
    "date_of_first_delinquency" DATE,
    "delinquency_commenced" DATE,
    "days_past_due" INTEGER,
    "current_balance" BIGINT,
    "amount_past_due" BIGINT,
    "error_count" INTEGER NOT NULL,
    "warning_count" INTEGER NOT NULL,
    "info_count" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "last_run_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "metro2_records_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "record_versions" (
    "organization_id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "preset_version_id" UUID NOT NULL,
    "as_of" DATE NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "eligibility" "Eligibility" NOT NULL,
    "exclusion_reason" TEXT,
    "fields" JSONB,
    "sealed_identity" BYTEA,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "record_versions_pkey" PRIMARY KEY ("organization_id", "record_id", "version")
);

-- CreateTable
CREATE TABLE "consumer_index" (
    "organization_id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "segment" TEXT NOT NULL,
    "ssn_hash" TEXT NOT NULL,

    CONSTRAINT "consumer_index_pkey" PRIMARY KEY ("organization_id", "record_id", "segment")
);

-- CreateTable
CREATE TABLE "validation_errors" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "record_id" UUID NOT NULL,
    "rule_id" TEXT NOT NULL,
    "severity" "Severity" NOT NULL,
    "fields" TEXT[],
    "message" TEXT NOT NULL,
    "values" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "first_run_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "validation_errors_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "quarantined_records" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "stage" "QuarantineStage" NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "hint" TEXT,
    "failures" JSONB NOT NULL,
    "document" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quarantined_records_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "organization_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "result_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("organization_id", "operation", "key")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "details" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_id_key" ON "api_keys"("id");

-- CreateIndex
CREATE UNIQUE INDEX "furnishers_organization_id_name_key" ON "furnishers"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "connections_organization_id_name_key" ON "connections"("organization_id", "name");

-- CreateIndex
CREATE INDEX "connections_organization_id_furnisher_id_idx" ON "connections"("organization_id", "furnisher_id");

-- CreateIndex
CREATE INDEX "connections_organization_id_preset_id_idx" ON "connections"("organization_id", "preset_id");

-- CreateIndex
CREATE UNIQUE INDEX "mapping_presets_organization_id_name_key" ON "mapping_presets"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "mapping_preset_versions_organization_id_preset_id_version_key" ON "mapping_preset_versions"("organization_id", "preset_id", "version");

-- CreateIndex
CREATE INDEX "sync_runs_organization_id_connection_id_created_at_idx" ON "sync_runs"("organization_id", "connection_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "sync_runs_state_lease_until_idx" ON "sync_runs"("state", "lease_until");

-- CreateIndex
CREATE UNIQUE INDEX "source_records_organization_id_connection_id_source_key_key" ON "source_records"("organization_id", "connection_id", "source_key");

-- CreateIndex
CREATE UNIQUE INDEX "metro2_records_organization_id_source_record_id_key" ON "metro2_records"("organization_id", "source_record_id");

-- CreateIndex
CREATE UNIQUE INDEX "metro2_records_organization_id_connection_id_source_key_key" ON "metro2_records"("organization_id", "connection_id", "source_key");

-- CreateIndex
CREATE INDEX "metro2_records_organization_id_connection_id_as_of_id_idx" ON "metro2_records"("organization_id", "connection_id", "as_of", "id");

-- CreateIndex
CREATE INDEX "metro2_records_organization_id_account_status_id_idx" ON "metro2_records"("organization_id", "account_status", "id");

-- CreateIndex
CREATE INDEX "metro2_records_organization_id_consumer_account_number_id_idx" ON "metro2_records"("organization_id", "consumer_account_number", "id");

-- CreateIndex
CREATE INDEX "metro2_records_organization_id_changed_at_id_idx" ON "metro2_records"("organization_id", "changed_at", "id");

-- CreateIndex
CREATE INDEX "consumer_index_organization_id_ssn_hash_idx" ON "consumer_index"("organization_id", "ssn_hash");

-- CreateIndex
CREATE UNIQUE INDEX "validation_errors_organization_id_record_id_rule_id_fingerp_key" ON "validation_errors"("organization_id", "record_id", "rule_id", "fingerprint");

-- CreateIndex
CREATE INDEX "validation_errors_organization_id_connection_id_rule_id_id_idx" ON "validation_errors"("organization_id", "connection_id", "rule_id", "id");

-- CreateIndex
CREATE INDEX "validation_errors_organization_id_severity_id_idx" ON "validation_errors"("organization_id", "severity", "id");

-- CreateIndex
CREATE UNIQUE INDEX "quarantined_records_organization_id_connection_id_source_ke_key" ON "quarantined_records"("organization_id", "connection_id", "source_key");

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_organization_id_furnisher_id_fkey" FOREIGN KEY ("organization_id", "furnisher_id") REFERENCES "furnishers"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_organization_id_preset_id_fkey" FOREIGN KEY ("organization_id", "preset_id") REFERENCES "mapping_presets"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mapping_preset_versions" ADD CONSTRAINT "mapping_preset_versions_organization_id_preset_id_fkey" FOREIGN KEY ("organization_id", "preset_id") REFERENCES "mapping_presets"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_organization_id_preset_version_id_fkey" FOREIGN KEY ("organization_id", "preset_version_id") REFERENCES "mapping_preset_versions"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_events" ADD CONSTRAINT "sync_events_organization_id_run_id_fkey" FOREIGN KEY ("organization_id", "run_id") REFERENCES "sync_runs"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection_events" ADD CONSTRAINT "connection_events_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_records" ADD CONSTRAINT "source_records_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metro2_records" ADD CONSTRAINT "metro2_records_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metro2_records" ADD CONSTRAINT "metro2_records_organization_id_source_record_id_fkey" FOREIGN KEY ("organization_id", "source_record_id") REFERENCES "source_records"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metro2_records" ADD CONSTRAINT "metro2_records_organization_id_preset_version_id_fkey" FOREIGN KEY ("organization_id", "preset_version_id") REFERENCES "mapping_preset_versions"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "record_versions" ADD CONSTRAINT "record_versions_organization_id_record_id_fkey" FOREIGN KEY ("organization_id", "record_id") REFERENCES "metro2_records"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "validation_errors" ADD CONSTRAINT "validation_errors_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "validation_errors" ADD CONSTRAINT "validation_errors_organization_id_record_id_fkey" FOREIGN KEY ("organization_id", "record_id") REFERENCES "metro2_records"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quarantined_records" ADD CONSTRAINT "quarantined_records_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one active run a connection. Prisma's schema language has no partial index.
CREATE UNIQUE INDEX "sync_runs_one_active" ON "sync_runs"("organization_id", "connection_id") WHERE "state" IN ('QUEUED', 'RUNNING', 'PAUSED');
