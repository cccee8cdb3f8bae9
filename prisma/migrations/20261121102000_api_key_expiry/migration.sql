-- From when on a key is good no more; without it, only revoking ends it.

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN "expires_at" TIMESTAMPTZ(3);
