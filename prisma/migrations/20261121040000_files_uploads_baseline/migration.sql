-- Uploads; files for bureaus; the baseline.

-- CreateEnum
CREATE TYPE "UploadPurpose" AS ENUM ('BASELINE', 'CSV_SOURCE', 'BUREAU_RESPONSE');

-- CreateEnum
CREATE TYPE "UploadState" AS ENUM ('RECEIVING', 'READY');

-- CreateTable
CREATE TABLE "uploads" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purpose" "UploadPurpose" NOT NULL,
    "name" TEXT NOT NULL,
    "state" "UploadState" NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "chunks" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("organization_id", "id")
);

-- CreateTable
CREATE TABLE "upload_chunks" (
    "organization_id" UUID NOT NULL,
    "upload_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "upload_chunks_pkey" PRIMARY KEY ("organization_id", "upload_id", "index")
);

-- CreateIndex
CREATE INDEX "uploads_expires_at_idx" ON "uploads"("expires_at");

-- AddForeignKey
ALTER TABLE "upload_chunks" ADD CONSTRAINT "upload_chunks_organization_id_upload_id_fkey" FOREIGN KEY ("organization_id", "upload_id") REFERENCES "uploads"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
