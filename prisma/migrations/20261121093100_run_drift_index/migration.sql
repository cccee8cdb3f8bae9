-- Runs that met something unknown are few among many; a check of a preset asks for what they met.

-- CreateIndex
CREATE INDEX "sync_runs_drift" ON "sync_runs"("organization_id", "connection_id", "created_at" DESC) WHERE "drift" IS NOT NULL;
