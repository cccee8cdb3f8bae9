-- Why a version of a preset was published.

-- AlterTable
ALTER TABLE "mapping_preset_versions" ADD COLUMN "note" TEXT;
