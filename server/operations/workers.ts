/** Every kind of operation there is work for. A new kind is added here and nowhere else. */
import { workersByKind } from './contract.ts'

export const operationWorkers = workersByKind([])
