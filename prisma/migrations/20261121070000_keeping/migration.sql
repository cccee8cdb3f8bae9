-- Quarantined documents that can be mapped again, credentials that expire, organizations that are being deleted.

-- AlterEnum
ALTER TYPE "OperationKind" ADD VALUE 'RETRY_QUARANTINE';

-- AlterEnum
ALTER TYPE "ConnectionEventKind" ADD VALUE 'CREDENTIALS_EXPIRE';

-- AlterEnum
ALTER TYPE "ConnectionEventKind" ADD VALUE 'QUARANTINE_RETRIED';

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN "deleted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "credentials_expire_on" DATE;

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "credentials_warned" INTEGER;

-- AlterTable
ALTER TABLE "quarantined_records" ADD COLUMN "display_key" TEXT;

-- AlterTable
ALTER TABLE "quarantined_records" ADD COLUMN "change_token" TEXT;

-- AlterTable
ALTER TABLE "quarantined_records" ADD COLUMN "snapshot_date" DATE;
