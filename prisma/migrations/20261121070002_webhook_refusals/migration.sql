-- When something with a wrong proof last came to a connection's webhook.

-- AlterTable
ALTER TABLE "connections" ADD COLUMN "webhook_refused_at" TIMESTAMPTZ(3);
