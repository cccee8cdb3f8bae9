/** A document in quarantine as a run leaves it there: without a surname, which the preset of the fake source requires. */
import { newId } from '../../server/ids.ts'
import { quarantinePlace } from '../../server/sync/batch.ts'
import { sealCompressed } from '../../server/vault/seal.ts'
import type { TestApp } from '../services/app.ts'
import { type FakeLoan, fakeLoan } from './fakeSource.ts'
import { asOf, type Seeded } from './seed.ts'

export const nameless = (id: number): FakeLoan =>
  fakeLoan(id, { person: { first: 'Ana', last: '', ssn: '666129999', born: '1980-02-29' } })

/** Answers the row's id. */
export async function quarantineLoan(
  app: TestApp,
  organizationId: string,
  { connectionId, runId }: Seeded,
  loan: FakeLoan,
  document = JSON.stringify(loan),
): Promise<string> {
  const keys = await app.keysOf(organizationId)
  const [id, sourceKey, at] = [newId(), String(loan.id), new Date(`${asOf}T12:00:00Z`)]
  const failure = {
    ...{ field: 'base.surname', sourcePath: 'people[0].last', code: 'MISSING', message: 'No surname.', hint: null },
  }
  await app.database.tenant(organizationId).quarantinedRecord.create({
    data: {
      ...{ organizationId, id, connectionId, runId, sourceKey, stage: 'MAP' },
      ...{ code: failure.code, message: failure.message, failures: [failure], snapshotDate: at },
      document: sealCompressed(keys, quarantinePlace(connectionId, sourceKey), document),
      ...{ displayKey: `F-${loan.id}`, changeToken: '1', count: 1, firstSeenAt: at, lastSeenAt: at },
    },
  })
  return id
}
