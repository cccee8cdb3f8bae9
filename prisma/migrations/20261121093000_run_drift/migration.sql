-- What a run met that neither the catalogue nor the preset knows, counted so far: a worker that dies takes no count with it.

-- AlterTable
ALTER TABLE "sync_runs" ADD COLUMN "drift" JSONB;
