/** Whether an error says that the database was not there, not that it was asked for something wrong. */

/** PostgreSQL's and the network's codes, and Prisma's for the same. */
const codes = new Set([
  ...['57P01', '57P02', '57P03', '53300', '53400', '40001', '40P01', '25006'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['P1001', 'P1002', 'P1008', 'P1011', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037'],
])
/** Class 08: connection exceptions. */
const connectionClass = /^08/

/** pg says these without a code. */
const sentences =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** The causes of an error are looked through, and what Prisma keeps of the driver's own. */
export function isDatabaseTrouble(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 8) return false
  const { code, originalCode, message, cause, meta } = error as Record<string, unknown>
  for (const each of [code, originalCode]) {
    if (typeof each === 'string' && (codes.has(each) || connectionClass.test(each))) return true
  }
  if (typeof message === 'string' && sentences.test(message)) return true
  const driver = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError
  return isDatabaseTrouble(cause, depth + 1) || isDatabaseTrouble(driver, depth + 1)
}
