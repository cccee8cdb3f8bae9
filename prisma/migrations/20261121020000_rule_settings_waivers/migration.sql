-- Rule settings of organizations, and waivers of findings.

-- AlterEnum
ALTER TYPE "Severity" ADD VALUE 'OFF';

-- AlterTable
ALTER TABLE "metro2_records" ADD COLUMN "waived_count" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "validation_errors" ADD COLUMN "default_severity" "Severity";

-- AlterTable
ALTER TABLE "validation_errors" ADD COLUMN "waiver_id" UUID;

-- Until now every finding had the severity it was found with.
UPDATE "validation_errors" SET "default_severity" = "severity";

-- AlterTable
ALTER TABLE "validation_errors" ALTER COLUMN "default_severity" SET NOT NULL;

-- CreateTable
CREATE TABLE "waivers" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "severity" "Severity" NOT NULL,
    "message" TEXT NOT NULL,
    "values" JSONB NOT NULL,
    "batch_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "expires_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "revoked_because" TEXT,

    CONSTRAINT "waivers_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "rule_settings" (
    "organization_id" UUID NOT NULL,
    "rule_id" TEXT NOT NULL,
    "severity" "Severity",
    "reason" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,
    "apply_after" UUID,

    CONSTRAINT "rule_settings_pkey" PRIMARY KEY ("organization_id", "rule_id")
);

-- CreateIndex
CREATE INDEX "waivers_organization_id_connection_id_source_key_rule_id_idx" ON "waivers"("organization_id", "connection_id", "source_key", "rule_id");

-- CreateIndex
CREATE INDEX "waivers_organization_id_batch_id_idx" ON "waivers"("organization_id", "batch_id");

-- CreateIndex
CREATE INDEX "waivers_expires_on_idx" ON "waivers"("expires_on");

-- AddForeignKey
ALTER TABLE "validation_errors" ADD CONSTRAINT "validation_errors_organization_id_waiver_id_fkey" FOREIGN KEY ("organization_id", "waiver_id") REFERENCES "waivers"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waivers" ADD CONSTRAINT "waivers_organization_id_connection_id_source_key_fkey" FOREIGN KEY ("organization_id", "connection_id", "source_key") REFERENCES "metro2_records"("organization_id", "connection_id", "source_key") ON DELETE CASCADE ON UPDATE CASCADE;

-- Few findings are waived. Prisma's schema language has no partial index.
CREATE INDEX "validation_errors_waived" ON "validation_errors"("organization_id", "waiver_id") WHERE "waiver_id" IS NOT NULL;
