-- Which master keys an organization was moved away from: none of them may wrap its keys again.

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN "former_key_ids" TEXT[];
