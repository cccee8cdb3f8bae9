-- What bureaus answered, and what of it is written into sources.

-- AlterEnum
ALTER TYPE "OperationKind" ADD VALUE 'IMPORT_RESPONSES';

-- AlterEnum
ALTER TYPE "OperationKind" ADD VALUE 'WRITEBACK';

-- CreateEnum
CREATE TYPE "Bureau" AS ENUM ('EQUIFAX', 'EXPERIAN', 'TRANSUNION', 'INNOVIS');

-- CreateEnum
CREATE TYPE "BureauResponseKind" AS ENUM ('ACCEPTED', 'REJECTED', 'DISPUTE');

-- CreateEnum
CREATE TYPE "DisputeOutcome" AS ENUM ('VERIFIED', 'MODIFIED', 'DELETED', 'DELETED_FRAUD');

-- CreateEnum
CREATE TYPE "WritebackState" AS ENUM ('PLANNED', 'WRITTEN', 'SKIPPED', 'FAILED');

-- CreateTable
CREATE TABLE "bureau_responses" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "furnisher_id" UUID NOT NULL,
    "bureau" "Bureau" NOT NULL,
    "reference" TEXT NOT NULL,
    "kind" "BureauResponseKind" NOT NULL,
    "month" DATE NOT NULL,
    "consumer_account_number" TEXT NOT NULL,
    "codes" TEXT[],
    "dispute_outcome" "DisputeOutcome",
    "responded_on" DATE,
    "sealed_message" BYTEA,
    "content_hash" BYTEA NOT NULL,
    "period_id" UUID NOT NULL,
    "reported_id" UUID NOT NULL,
    "connection_id" UUID,
    "source_key" TEXT,
    "upload_id" UUID,
    "line" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "bureau_responses_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "writeback_settings" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "choices" JSONB NOT NULL,
    "statement" TEXT NOT NULL,
    "confirmed_by" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "writeback_settings_pkey" PRIMARY KEY ("organization_id", "connection_id")
);

-- CreateTable
CREATE TABLE "writeback_stops" (
    "organization_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "stopped_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_by" TEXT NOT NULL,

    CONSTRAINT "writeback_stops_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "writeback_plans" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "period_id" UUID,
    "more" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "applied_at" TIMESTAMPTZ(3),
    "applied_by" TEXT,

    CONSTRAINT "writeback_plans_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "writebacks" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "response_id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "state" "WritebackState" NOT NULL,
    "sealed_before" BYTEA,
    "sealed_after" BYTEA NOT NULL,
    "cause" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "method" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "writebacks_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateIndex
CREATE UNIQUE INDEX "bureau_responses_organization_id_bureau_reference_key" ON "bureau_responses"("organization_id", "bureau", "reference");

-- CreateIndex
CREATE INDEX "bureau_responses_organization_id_connection_id_source_key_i_idx" ON "bureau_responses"("organization_id", "connection_id", "source_key", "id");

-- CreateIndex
CREATE INDEX "bureau_responses_organization_id_period_id_id_idx" ON "bureau_responses"("organization_id", "period_id", "id");

-- CreateIndex
CREATE INDEX "bureau_responses_organization_id_consumer_account_number_id_idx" ON "bureau_responses"("organization_id", "consumer_account_number", "id");

-- CreateIndex
CREATE INDEX "writeback_plans_organization_id_connection_id_id_idx" ON "writeback_plans"("organization_id", "connection_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "writebacks_organization_id_plan_id_correlation_id_key" ON "writebacks"("organization_id", "plan_id", "correlation_id");

-- CreateIndex
CREATE INDEX "writebacks_organization_id_connection_id_source_key_id_idx" ON "writebacks"("organization_id", "connection_id", "source_key", "id");

-- CreateIndex
CREATE INDEX "writebacks_organization_id_response_id_idx" ON "writebacks"("organization_id", "response_id");

-- CreateIndex
CREATE INDEX "writebacks_organization_id_plan_id_state_id_idx" ON "writebacks"("organization_id", "plan_id", "state", "id");

-- AddForeignKey
ALTER TABLE "writeback_settings" ADD CONSTRAINT "writeback_settings_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "writeback_plans" ADD CONSTRAINT "writeback_plans_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "writebacks" ADD CONSTRAINT "writebacks_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "writebacks" ADD CONSTRAINT "writebacks_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "writeback_plans"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "writebacks" ADD CONSTRAINT "writebacks_organization_id_response_id_fkey" FOREIGN KEY ("organization_id", "response_id") REFERENCES "bureau_responses"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
