/** Which FULL runs have read every loan: what a period may be closed by. */
import type { SourcePlugin } from '../../plugins/contract.ts'
import { Prisma, type SyncRun } from '../../prisma/generated/client/client.ts'

type Acquires = Pick<SourcePlugin, 'acquire'>

/**
 * Of a source that is asked, success alone does not say it: a pass that was not shown every loan, or none of many, succeeds too,
 * and has no end cursor. What is uploaded as FULL is whole by the word of who uploaded it.
 */
export const wholeRuns = ({ acquire }: Acquires) =>
  ({
    mode: 'FULL',
    state: { in: ['SUCCEEDED', 'SUCCEEDED_WITH_ERRORS'] },
    ...(acquire === 'pull' && { endCursor: { not: Prisma.DbNull } }),
  }) as const satisfies Prisma.SyncRunWhereInput

/** A FULL run that came to its end without having been shown every loan. */
export const lacksLoans = ({ acquire }: Acquires, run: Pick<SyncRun, 'mode' | 'endCursor'>) =>
  acquire === 'pull' && run.mode === 'FULL' && run.endCursor === null
