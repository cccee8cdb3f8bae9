import { expect, test } from 'vitest'
import { SyncRunState } from '../../prisma/generated/client/enums.ts'
import { activeStates, isActive, statesBefore } from '../../server/sync/states.ts'

test('exactly the active states hold a connection', () => {
  expect(Object.values(SyncRunState).filter(isActive).sort()).toEqual([...activeStates].sort())
})

test.each([
  ['RUNNING', ['QUEUED', 'RUNNING', 'PAUSED']],
  ['SUCCEEDED', ['RUNNING']],
  ['SUCCEEDED_WITH_ERRORS', ['RUNNING']],
  ['FAILED', ['QUEUED', 'RUNNING', 'PAUSED']],
  ['CANCELLED', ['QUEUED', 'RUNNING', 'PAUSED']],
  ['PAUSED', ['RUNNING']],
  ['QUEUED', []],
] as const)('%s is reached from %j only', (to, from) => {
  expect(statesBefore(to)).toEqual(from)
})
