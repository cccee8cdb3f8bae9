/** Every kind of operation there is work for. A new kind is added here and nowhere else. */
import { impactWorker } from '../presets/impact.ts'
import { retryQuarantineWorker } from '../quarantine/retry.ts'
import { importBaselineWorker } from '../reporting/baseline/work.ts'
import { writeFileWorker } from '../reporting/files/work.ts'
import { closeWorker } from '../reporting/periods/close.ts'
import { computeWorker } from '../reporting/periods/work.ts'
import { importResponsesWorker } from '../responses/import.ts'
import { writebackWorker } from '../writeback/work.ts'
import { workersByKind } from './contract.ts'

export const operationWorkers = workersByKind([
  importBaselineWorker,
  writeFileWorker,
  impactWorker,
  computeWorker,
  closeWorker,
  retryQuarantineWorker,
  importResponsesWorker,
  writebackWorker,
])
