-- Cadence and webhooks of connections, drafts of presets.

-- AlterEnum
ALTER TYPE "SyncTrigger" ADD VALUE 'SCHEDULE';

-- AlterEnum
ALTER TYPE "SyncTrigger" ADD VALUE 'WEBHOOK';

-- CreateEnum
CREATE TYPE "Cadence" AS ENUM ('MANUAL', 'HOURLY', 'DAILY', 'WEBHOOK_ONLY');

-- CreateEnum
CREATE TYPE "WebhookProof" AS ENUM ('NONE', 'SHARED_SECRET', 'HMAC_SHA256');

-- CreateEnum
CREATE TYPE "WebhookOutcome" AS ENUM ('ACCEPTED', 'DUPLICATE', 'IGNORED');

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "cadence" "Cadence" NOT NULL DEFAULT 'MANUAL';

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "daily_at" TEXT;

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "time_zone" TEXT;

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "next_run_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "webhook_proof" "WebhookProof" NOT NULL DEFAULT 'NONE';

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "webhook_header" TEXT;

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "sealed_webhook_secrets" BYTEA;

-- AlterTable
ALTER TABLE "mapping_presets" ADD COLUMN "shipped_text" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "mapping_preset_drafts" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "preset_id" UUID NOT NULL,
    "base_version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "mapping_preset_drafts_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "WebhookOutcome" NOT NULL,
    "event_name" TEXT,
    "source_keys" TEXT[],
    "body_hash" BYTEA NOT NULL,
    "body_bytes" INTEGER NOT NULL,
    "detail" TEXT,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "rereads" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "run_id" UUID,

    CONSTRAINT "rereads_pkey" PRIMARY KEY ("organization_id", "connection_id", "source_key")
);

-- CreateIndex
CREATE INDEX "connections_id_idx" ON "connections"("id");

-- CreateIndex
CREATE INDEX "source_records_organization_id_connection_id_display_key_idx" ON "source_records"("organization_id", "connection_id", "display_key");

-- CreateIndex
CREATE INDEX "connections_next_run_at_idx" ON "connections"("next_run_at");

-- CreateIndex
CREATE UNIQUE INDEX "mapping_preset_drafts_organization_id_preset_id_key" ON "mapping_preset_drafts"("organization_id", "preset_id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_organization_id_connection_id_received_a_idx" ON "webhook_deliveries"("organization_id", "connection_id", "received_at" DESC);

-- AddForeignKey
ALTER TABLE "mapping_preset_drafts" ADD CONSTRAINT "mapping_preset_drafts_organization_id_preset_id_fkey" FOREIGN KEY ("organization_id", "preset_id") REFERENCES "mapping_presets"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rereads" ADD CONSTRAINT "rereads_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
