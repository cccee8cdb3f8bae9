/** Every kind of operation there is work for. A new kind is added here and nowhere else. */
import { impactWorker } from '../presets/impact.ts'
import { writeFileWorker } from '../reporting/files/work.ts'
import { workersByKind } from './contract.ts'

export const operationWorkers = workersByKind([writeFileWorker, impactWorker])
