-- When a write was last sent into a source, stored before it leaves: whoever follows gives the source time to carry it out.

-- AlterTable
ALTER TABLE "writebacks" ADD COLUMN "sent_at" TIMESTAMPTZ(3);
