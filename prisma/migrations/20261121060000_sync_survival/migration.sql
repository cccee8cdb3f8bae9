-- Loans that went away, runs that wait for their source, the pace of a connection shared by all processes.

-- AlterEnum
ALTER TYPE "SyncEventKind" ADD VALUE 'GONE';

-- AlterEnum
ALTER TYPE "ConnectionEventKind" ADD VALUE 'ATTENTION';

-- AlterTable
ALTER TABLE "source_records" ADD COLUMN "seen_run_id" UUID;

-- AlterTable
ALTER TABLE "source_records" ADD COLUMN "gone_since" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "sync_runs" ADD COLUMN "paused_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "sync_runs" ADD COLUMN "pauses" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "source_paces" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "full_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_until" TIMESTAMPTZ(3) NOT NULL,
    "slowness" INTEGER NOT NULL,
    "slowed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "source_paces_pkey" PRIMARY KEY ("organization_id", "connection_id")
);

-- AddForeignKey
ALTER TABLE "source_paces" ADD CONSTRAINT "source_paces_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
