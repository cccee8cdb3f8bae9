-- Operations: long work on request that is not a sync.

-- CreateEnum
CREATE TYPE "OperationKind" AS ENUM ('COMPUTE_PERIOD', 'CLOSE_PERIOD', 'WRITE_FILE', 'IMPORT_BASELINE', 'PRESET_IMPACT');

-- CreateEnum
CREATE TYPE "OperationState" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "OperationEventKind" AS ENUM ('STATE', 'PROGRESS', 'NOTICE');

-- CreateTable
CREATE TABLE "operations" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" "OperationKind" NOT NULL,
    "target_id" UUID NOT NULL,
    "state" "OperationState" NOT NULL,
    "input" JSONB NOT NULL,
    "checkpoint" JSONB,
    "result" JSONB,
    "failure" JSONB,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "worker_id" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "cancel_requested_at" TIMESTAMPTZ(3),
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "done" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB NOT NULL,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "operations_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "operation_events" (
    "organization_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "OperationEventKind" NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operation_events_pkey" PRIMARY KEY ("organization_id", "operation_id", "seq")
);

-- CreateIndex
CREATE INDEX "operations_organization_id_target_id_created_at_idx" ON "operations"("organization_id", "target_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "operations_state_lease_until_idx" ON "operations"("state", "lease_until");

-- AddForeignKey
ALTER TABLE "operation_events" ADD CONSTRAINT "operation_events_organization_id_operation_id_fkey" FOREIGN KEY ("organization_id", "operation_id") REFERENCES "operations"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one active operation of a kind on its target. Prisma's schema language has no partial index.
CREATE UNIQUE INDEX "operations_one_active" ON "operations"("organization_id", "kind", "target_id") WHERE "state" IN ('QUEUED', 'RUNNING');
