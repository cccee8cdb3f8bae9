-- Loans that go on with an account whose own loan is not there any more.

-- CreateTable
CREATE TABLE "continued_accounts" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "reported_id" UUID NOT NULL,
    "from_connection_id" UUID,
    "from_source_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "continued_accounts_pkey" PRIMARY KEY ("organization_id", "connection_id", "source_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "continued_accounts_organization_id_reported_id_key" ON "continued_accounts"("organization_id", "reported_id");

-- CreateIndex
CREATE UNIQUE INDEX "continued_accounts_organization_id_from_connection_id_from__key" ON "continued_accounts"("organization_id", "from_connection_id", "from_source_key");

-- AddForeignKey
ALTER TABLE "continued_accounts" ADD CONSTRAINT "continued_accounts_organization_id_reported_id_fkey" FOREIGN KEY ("organization_id", "reported_id") REFERENCES "reported_records"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The number under which bureaus have an account, once they have loaded the report: that of its L1 segment, else its own. As numbers are
-- compared (server/reporting/baseline/match.ts). Prisma's schema language has no index on an expression.
CREATE INDEX "reported_records_account_key" ON "reported_records"("organization_id", (ltrim(upper(replace(coalesce(nullif("fields"->'l1'->>'newConsumerAccountNumber', ''), "consumer_account_number"), ' ', '')), '0'))) WHERE "consumer_account_number" <> '';
